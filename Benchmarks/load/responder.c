// The least that can stand behind nginx: reads a request's body, and answers with a status and a body of always the same bytes.
//     responder THREADS STATUS BODY     (the listening socket is file descriptor 0)
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *status, *body;

static void *answer(void *unused) {
  static _Thread_local char buffer[1 << 16];
  FCGX_Request request;
  FCGX_InitRequest(&request, 0, 0);
  while (FCGX_Accept_r(&request) >= 0) {
    while (FCGX_GetStr(buffer, sizeof buffer, request.in) > 0) {
    }
    FCGX_FPrintF(request.out, "Status: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status,
                 (int)strlen(body), body);
    FCGX_Finish_r(&request);
  }
  return unused;
}

int main(int count, char **words) {
  if (count != 4) return fprintf(stderr, "usage: responder THREADS STATUS BODY\n"), 2;
  status = words[2];
  body = words[3];
  FCGX_Init();
  int threads = atoi(words[1]);
  for (int i = 1; i < threads; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, answer, NULL) != 0) return 1;
  }
  answer(NULL);
  return 0;
}
