// fcgiapp.h, never fcgi_stdio.h: that one redefines printf and FILE.
#include <fcgiapp.h>
// What the wait for a connection needs; Swift's Glibc module has neither.
#include <sys/epoll.h>
#include <sys/eventfd.h>
