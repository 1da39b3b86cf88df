package dev.sparkgate.proxy;

import dev.sparkgate.session.Sessions;

/** What every call needs. */
record ProxyContext(Sessions sessions, Headers headers, CallObserver observer) {}
