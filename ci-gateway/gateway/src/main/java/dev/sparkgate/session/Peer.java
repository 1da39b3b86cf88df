package dev.sparkgate.session;

/** One client connection: told from others by identity. */
public final class Peer {
    private final String host;

    /** Makes a peer at a network address, without its port. */
    public Peer(String host) {
        this.host = host;
    }

    /** Returns its network address, without the port. */
    public String host() {
        return host;
    }
}
