package dev.sparkgate.gateway.config;

import dev.sparkgate.driver.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads hosts and endpoints without asking a name server. */
final class Hosts {
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*\\.?");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[\\w.-]+)?");
    private static final Pattern ENDPOINT = Pattern.compile("(\\[[^\\]]+\\]|[^:\\[\\]]+):(\\d{1,5})");

    private Hosts() {}

    /** Returns the host without brackets, or null when it is none. */
    static @Nullable String host(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (bare.indexOf(':') >= 0) {
            return IPV6.matcher(bare).matches() && literal(bare) != null ? bare : null;
        }
        if (DIGITS_AND_DOTS.matcher(bare).matches()) {
            return IPV4.matcher(bare).matches() ? bare : null;
        }
        return HOST_NAME.matcher(bare).matches() ? bare : null;
    }

    /** Reads {@code HOST:PORT}; null when it is none. */
    static @Nullable Address endpoint(String text) {
        Matcher matcher = ENDPOINT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String host = host(matcher.group(1));
        int port = Integer.parseInt(matcher.group(2));
        return host == null || port < 1 || port > 65535 ? null : new Address(host, port);
    }

    /** Says whether only this machine can reach it; a name other than {@code localhost} counts as reachable from elsewhere. */
    static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        if (host.indexOf(':') < 0 && !IPV4.matcher(host).matches()) {
            return false;
        }
        InetAddress address = literal(host);
        return address != null && address.isLoopbackAddress();
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException notAnAddress) {
            return null;
        }
    }
}
