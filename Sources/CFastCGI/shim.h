// fcgiapp.h, never fcgi_stdio.h: that one redefines printf and FILE.
#include <fcgiapp.h>
