import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Takes and gives back leases over HTTP with as little of its own as there can be: sockets that stay open, bytes written at
 * once. Prints one line of JSON: milliseconds of each answer, how many were granted, and how long all took.
 *
 * <pre>
 * java Leases.java HOST PORT serial COUNT          one after another, each released before the next
 * java Leases.java HOST PORT burst COUNT ROUNDS    all at once, on connections that are open; the time until the last answer
 * java Leases.java HOST PORT pairs CALLERS SECONDS acquire and release, again and again
 * </pre>
 */
public final class Leases {
    private static final String ORDER = "{\"environment\":\"bench\",\"ttl\":\"10m\"}";

    private final String host;
    private final int port;

    private Leases(String host, int port) {
        this.host = host;
        this.port = port;
    }

    public static void main(String[] args) throws Exception {
        Leases leases = new Leases(args[0], Integer.parseInt(args[1]));
        int count = Integer.parseInt(args[3]);
        switch (args[2]) {
            case "serial" -> leases.serial(count);
            case "burst" -> leases.burst(count, Integer.parseInt(args[4]));
            case "pairs" -> leases.pairs(count, Integer.parseInt(args[4]));
            default -> throw new IllegalArgumentException(args[2] + " (expected: serial, burst or pairs)");
        }
    }

    private void serial(int count) throws IOException {
        double[] millis = new double[count];
        int granted = 0;
        long begun = System.nanoTime();
        try (Line line = new Line(host, port)) {
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                Answer answer = line.call("POST", "/api/v1/leases", ORDER);
                millis[i] = (System.nanoTime() - start) / 1e6;
                granted += answer.status() == 201 ? 1 : 0;
                line.call("DELETE", "/api/v1/leases/" + answer.id(), "");
            }
        }
        print(millis, granted, System.nanoTime() - begun);
    }

    private void burst(int count, int rounds) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(new Line(host, port));
        }
        ExecutorService callers = Executors.newFixedThreadPool(count);
        double[] millis = new double[rounds];
        int granted = 0;
        long begun = System.nanoTime();
        for (int round = -1; round < rounds; round++) {
            CountDownLatch ready = new CountDownLatch(count);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Answer>> answers = new ArrayList<>();
            for (Line line : lines) {
                answers.add(callers.submit(() -> {
                    ready.countDown();
                    go.await();
                    return line.call("POST", "/api/v1/leases", ORDER);
                }));
            }
            ready.await();
            long start = System.nanoTime();
            go.countDown();
            int now = 0;
            List<String> ids = new ArrayList<>();
            for (Future<Answer> answer : answers) {
                now += answer.get().status() == 201 ? 1 : 0;
                ids.add(answer.get().id());
            }
            if (round >= 0) { // the one before heats the client
                millis[round] = (System.nanoTime() - start) / 1e6;
                granted += now;
            }
            for (int i = 0; i < count; i++) {
                lines.get(i).call("DELETE", "/api/v1/leases/" + ids.get(i), "");
            }
            TimeUnit.SECONDS.sleep(1); // what is released is taken down meanwhile
        }
        callers.shutdown();
        for (Line line : lines) {
            line.close();
        }
        print(millis, granted, System.nanoTime() - begun);
    }

    private void pairs(int callers, int seconds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        long begun = System.nanoTime();
        long until = begun + TimeUnit.SECONDS.toNanos(seconds);
        List<Future<List<Double>>> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            all.add(threads.submit(() -> again(until)));
        }
        List<Double> millis = new ArrayList<>();
        for (Future<List<Double>> one : all) {
            millis.addAll(one.get());
        }
        threads.shutdown();
        double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
        print(sorted, sorted.length, System.nanoTime() - begun);
    }

    private List<Double> again(long until) throws IOException {
        List<Double> millis = new ArrayList<>();
        try (Line line = new Line(host, port)) {
            while (System.nanoTime() < until) {
                long start = System.nanoTime();
                Answer answer = line.call("POST", "/api/v1/leases", ORDER);
                millis.add((System.nanoTime() - start) / 1e6);
                line.call("DELETE", "/api/v1/leases/" + answer.id(), "");
            }
        }
        return millis;
    }

    private static void print(double[] millis, int granted, long nanos) {
        StringBuilder json = new StringBuilder("{\"granted\":" + granted + ",\"seconds\":" + nanos / 1e9 + ",\"millis\":[");
        Arrays.sort(millis);
        for (int i = 0; i < millis.length; i++) {
            json.append(i == 0 ? "" : ",").append(Math.round(millis[i] * 1000) / 1000.0);
        }
        System.out.println(json.append("]}"));
    }

    private record Answer(int status, String body) {
        String id() {
            int at = body.indexOf("\"id\":\"");
            if (at < 0) {
                throw new IllegalStateException("no lease: " + status + " " + body);
            }
            return body.substring(at + 6, body.indexOf('"', at + 6));
        }
    }

    /** One connection that stays open. */
    private static final class Line implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final String host;

        Line(String host, int port) throws IOException {
            socket = new Socket(host, port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            this.host = host + ":" + port;
        }

        Answer call(String method, String path, String body) throws IOException {
            String head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
            int status = Integer.parseInt(line().split(" ")[1]);
            int length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).trim());
                }
            }
            return new Answer(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the gateway closed the connection");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
