// All of the C API stands in the headers; SwiftPM wants one source file in a C target.
