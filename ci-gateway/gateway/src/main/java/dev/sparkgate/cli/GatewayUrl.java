package dev.sparkgate.cli;

import dev.sparkgate.error.ErrorCode;
import dev.sparkgate.error.SparkgateException;
import java.net.URI;
import java.net.URISyntaxException;

/** Reads the address of a gateway's HTTP API. */
final class GatewayUrl {
    private GatewayUrl() {}

    /**
     * @param source says where the text comes from, for the message
     * @throws SparkgateException with {@link ErrorCode#REQUEST_INVALID} when it is no http or https URL
     */
    static URI parse(String source, String text) {
        try {
            URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getQuery() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // reported below, like an address of another kind
        }
        throw new SparkgateException(
                ErrorCode.REQUEST_INVALID,
                source + " '" + text
                        + "' is not the address of a gateway (expected: its HTTP side, like http://127.0.0.1:15080 or https://sparkgate.example.com)");
    }
}
