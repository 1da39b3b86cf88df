package dev.sparkgate.junit;

import java.net.URI;

/**
 * Where a gateway's HTTP API is.
 *
 * @param ownMachine whether it is a gateway of this user on this machine, which can watch the holder's process
 */
record GatewayAddress(URI http, boolean ownMachine) {
    static GatewayAddress parse(String url, boolean ownMachine) {
        URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!web || uri.getHost() == null) {
            throw new IllegalArgumentException("not an http address");
        }
        return new GatewayAddress(uri, ownMachine);
    }

    URI path(String path) {
        return URI.create(http + path);
    }

    @Override
    public String toString() {
        return http.toString();
    }
}
