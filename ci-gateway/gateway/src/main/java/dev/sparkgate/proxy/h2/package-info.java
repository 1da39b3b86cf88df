/** HTTP/2 connections, to clients and to drivers: frames in and out, flow control, keep-alive, graceful ends. */
@NullMarked
package dev.sparkgate.proxy.h2;

import org.jspecify.annotations.NullMarked;
