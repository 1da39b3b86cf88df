package dev.sparkgate.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Shakes hands as a client does, host name included. */
final class TlsCheck {
    private static final int TIMEOUT_MILLIS = 5000;
    private static final int HTTPS = 443;

    private TlsCheck() {}

    static Finding check(List<URI> addresses) {
        List<String> fine = new ArrayList<>();
        for (URI address : addresses) {
            int port = address.getPort() < 0 ? HTTPS : address.getPort();
            try {
                fine.add(address.getHost() + ":" + port + " " + shakeHands(address.getHost(), port));
            } catch (ConnectException | SocketTimeoutException | UnknownHostException e) {
                return Finding.doubt(
                        "could not be checked, " + address.getHost() + ":" + port + " does not answer: "
                                + e.getMessage(),
                        "mend the findings above first");
            } catch (IOException e) {
                return Finding.trouble(
                        "handshake with " + address.getHost() + ":" + port + " failed: " + e.getMessage(),
                        "let clients trust its authority: SPARKGATE_JAVA_OPTS and JVM clients by"
                                + " -Djavax.net.ssl.trustStore=FILE, Python clients by GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=ca.pem"
                                + " (it replaces the system's); or correct the host name or the scheme (http or https)");
            }
        }
        return Finding.fine(String.join("; ", fine));
    }

    private static String shakeHands(String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (SSLSocket socket = (SSLSocket) factory.createSocket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return socket.getSession().getProtocol() + ", certificate until "
                    + certificate.getNotAfter().toInstant();
        }
    }
}
