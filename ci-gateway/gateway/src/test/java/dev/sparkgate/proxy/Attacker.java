package dev.sparkgate.proxy;

import dev.sparkgate.driver.Address;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;

/** Carries out attacks over plain sockets, and sees to it that the proxy reads all of them. */
final class Attacker implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;
    private static final int LEFT_OPEN = 30;
    private static final long LAST_PING = 0x1234_5678_9abc_def0L;

    private final Address proxy;
    private final Deque<Socket> open = new ArrayDeque<>();

    Attacker(Address proxy) {
        this.proxy = proxy;
    }

    /** Carries out one attack; says what is wrong with how the proxy took it, null = nothing. */
    String attack(Attack attack, SplittableRandom random) {
        try {
            Socket socket = new Socket(proxy.host(), proxy.port());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            boolean leave = false;
            try {
                leave = carryOut(attack, random, socket);
            } catch (SocketTimeoutException e) {
                return attack.name() + ": the proxy neither answered nor closed the connection";
            } catch (IOException e) {
                // The proxy closed the connection: its right.
            } finally {
                if (leave) {
                    leaveOpen(socket);
                } else {
                    cut(socket);
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy takes no connections", e);
        }
    }

    private static boolean carryOut(Attack attack, SplittableRandom random, Socket socket) throws IOException {
        byte[] bytes = new byte[attack.bytes().readableBytes()];
        attack.bytes().readBytes(bytes);
        boolean ping = attack.framed() && random.nextInt(10) > 0;
        if (ping) {
            byte[] last = new Frames().ping(LAST_PING).bytes().array();
            byte[] all = Arrays.copyOf(bytes, bytes.length + 17);
            System.arraycopy(last, 0, all, bytes.length, 17);
            bytes = all;
        }
        socket.getOutputStream().write(bytes);
        if (!ping) {
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return false;
        }
        awaitEnds(new DataInputStream(new BufferedInputStream(socket.getInputStream())), attack.streams());
        return random.nextInt(20) == 0;
    }

    /** Reads until the last ping is answered and all calls are over. */
    private static void awaitEnds(DataInputStream in, int streams) throws IOException {
        boolean answered = false;
        boolean[] over = new boolean[streams];
        int left = streams;
        while (!answered || left > 0) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            if (type == Frames.PING && (flags & Frames.ACK) != 0) {
                answered |= in.readLong() == LAST_PING;
                continue;
            }
            in.skipNBytes(length);
            boolean ends = type == Frames.RST_STREAM
                    || (type == Frames.DATA || type == Frames.HEADERS) && (flags & Frames.END_STREAM) != 0;
            int number = stream / 2;
            if (ends && number < streams && !over[number]) {
                over[number] = true;
                left--;
            }
        }
    }

    private void leaveOpen(Socket socket) throws IOException {
        open.add(socket);
        if (open.size() > LEFT_OPEN) {
            cut(open.poll());
        }
    }

    private static void cut(Socket socket) throws IOException {
        // Leaves no port behind in TIME_WAIT.
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            cut(open.poll());
        }
    }
}
