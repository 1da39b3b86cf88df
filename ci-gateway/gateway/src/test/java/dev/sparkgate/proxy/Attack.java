package dev.sparkgate.proxy;

import static dev.sparkgate.proxy.TestLeases.SECRET;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * What one connection sends.
 *
 * @param frames how many frames these are
 * @param streams how many calls say that they are complete: each of them must end
 * @param framed whether the bytes end where a frame ends
 */
record Attack(String name, ByteBuf bytes, int frames, int streams, boolean framed) {
    private static final int CALLS = 40;

    static Attack of(SplittableRandom random) {
        HostileRequests requests = new HostileRequests(random);
        return switch (random.nextInt(20)) {
            case 0 -> bytes(random, requests);
            case 1 -> http1(random);
            case 2, 3 -> randomFrames(random, requests);
            case 4, 5, 6 -> metadata(random, requests);
            case 7 -> hugeMetadata(random, requests);
            case 8 -> floods(random);
            case 9 -> resets(random, requests);
            case 10 -> leftOpen(random, requests);
            case 11 -> cut(random, requests);
            case 12 -> mixed(random, requests);
            default -> calls(random, requests);
        };
    }

    private static Attack bytes(SplittableRandom random, HostileRequests requests) {
        Frames frames = new Frames();
        if (random.nextBoolean()) {
            frames.preface();
        }
        return of("random bytes", frames.raw(requests.bytes(2_000)), 0, false);
    }

    private static Attack http1(SplittableRandom random) {
        String path = random.nextBoolean() ? "/" : "/spark.connect.SparkConnectService/Config";
        String request = (random.nextBoolean() ? "GET " : "POST ") + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n"
                + "x-sparkgate-lease: " + SECRET + "\r\nContent-Length: 10\r\n\r\n0123456789";
        return of("HTTP/1", new Frames().raw(request.getBytes(US_ASCII)), 0, false);
    }

    private static Attack randomFrames(SplittableRandom random, HostileRequests requests) {
        Frames frames = new Frames().begin();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            frames.frame(random.nextInt(12), random.nextInt(256), random.nextInt(6), requests.bytes(100));
        }
        return of("random frames", frames, 0, false);
    }

    private static Attack metadata(SplittableRandom random, HostileRequests requests) {
        Frames frames = new Frames().begin();
        int stream = 1;
        for (int i = random.nextInt(1, CALLS); i > 0; i--, stream += 2) {
            frames.headers(stream, false, requests.mutated()).data(stream, requests.body(), true);
        }
        return of("metadata", frames, stream / 2, true);
    }

    private static Attack hugeMetadata(SplittableRandom random, HostileRequests requests) {
        Frames frames = new Frames().begin();
        int stream = 1;
        for (int i = random.nextInt(1, 4); i > 0; i--, stream += 2) {
            frames.headers(stream, false, requests.huge()).data(stream, requests.body(), true);
        }
        return of("huge metadata", frames, stream / 2, true);
    }

    private static Attack calls(SplittableRandom random, HostileRequests requests) {
        Frames frames = new Frames().begin();
        int stream = 1;
        for (int i = random.nextInt(1, CALLS); i > 0; i--, stream += 2) {
            frames.headers(stream, false, requests.good(requests.anySecret()));
            pieces(random, frames, stream, requests.body(), true);
        }
        return of("calls", frames, stream / 2, true);
    }

    /** Several calls at once, their frames among each other, with all else that is allowed between them. */
    private static Attack mixed(SplittableRandom random, HostileRequests requests) {
        Frames frames = new Frames().begin();
        int streams = random.nextInt(2, CALLS);
        for (int i = 0; i < streams; i++) {
            frames.headers(2 * i + 1, false, requests.good(SECRET));
        }
        for (int i = 0; i < streams * 3; i++) {
            int stream = 2 * random.nextInt(streams) + 1;
            switch (random.nextInt(6)) {
                case 0 -> frames.windowUpdate(stream, random.nextInt(1, 100));
                case 1 -> frames.frame(Frames.PRIORITY, 0, stream, new byte[] {0, 0, 0, 0, 9});
                case 2 -> frames.frame(Frames.DATA, 8, stream, new byte[] {4, 0, 1, 0, 0, 0, 0});
                case 3 -> frames.headers(stream, true, new DefaultHttp2Headers().set("x-trailer", "1"));
                default -> frames.data(stream, requests.bytes(60), random.nextInt(4) == 0);
            }
        }
        return of("mixed", frames, 0, true);
    }

    private static Attack floods(SplittableRandom random) {
        Frames frames = new Frames().begin();
        int many = random.nextInt(10, 200);
        Http2Headers call = ClientStream.headers("Config", SECRET);
        switch (random.nextInt(8)) {
            case 0 -> repeat(many, i -> frames.ping(i));
            case 1 -> repeat(many, i -> frames.settings(random.nextInt(1, 7), random.nextInt(1, 1 << 20)));
            case 2 -> repeat(many, i -> frames.settings(Frames.INITIAL_WINDOW, random.nextInt()));
            case 3 -> {
                frames.headers(1, false, call);
                repeat(many, i -> frames.windowUpdate(random.nextBoolean() ? 0 : 1, Integer.MAX_VALUE));
            }
            case 4 -> {
                frames.headers(1, false, call);
                repeat(many, i -> frames.data(1, new byte[0], false));
            }
            case 5 -> repeat(many, i -> frames.frame(Frames.PRIORITY, 0, 2 * i + 1, new byte[] {0, 0, 0, 0, 1}));
            case 6 -> {
                frames.frame(Frames.HEADERS, 0, 1, new byte[] {0});
                repeat(many, i -> frames.frame(Frames.CONTINUATION, 0, 1, new byte[0]));
            }
            default -> repeat(many, i -> frames.frame(Frames.SETTINGS, Frames.ACK, 0, new byte[0]));
        }
        return of("flood", frames, 0, true);
    }

    private static Attack resets(SplittableRandom random, HostileRequests requests) {
        Frames frames = new Frames().begin();
        int stream = 1;
        for (int i = random.nextInt(10, 150); i > 0; i--, stream += 2) {
            frames.headers(stream, false, requests.good(SECRET));
            if (random.nextBoolean()) {
                pieces(random, frames, stream, requests.body(), random.nextBoolean());
            }
            frames.reset(stream, random.nextInt(14));
        }
        return of("resets", frames, 0, true);
    }

    private static Attack leftOpen(SplittableRandom random, HostileRequests requests) {
        Frames frames = new Frames().begin();
        int stream = 1;
        for (int i = random.nextInt(1, CALLS); i > 0; i--, stream += 2) {
            frames.headers(stream, false, requests.good(SECRET));
            pieces(random, frames, stream, requests.body(), false);
        }
        return of("left open", frames, 0, true);
    }

    private static Attack cut(SplittableRandom random, HostileRequests requests) {
        Attack whole = calls(random, requests);
        ByteBuf part = whole.bytes.readSlice(random.nextInt(whole.bytes.readableBytes()));
        return new Attack("cut", part, Math.max(1, whole.frames / 2), 0, false);
    }

    private static void pieces(SplittableRandom random, Frames frames, int stream, byte[] body, boolean end) {
        ByteBuf left = Unpooled.wrappedBuffer(body);
        boolean whole = random.nextInt(3) > 0;
        do {
            int take = whole ? left.readableBytes() : Math.min(left.readableBytes(), random.nextInt(1, 400));
            byte[] piece = new byte[Math.min(take, 16 << 10)];
            left.readBytes(piece);
            frames.data(stream, piece, end && !left.isReadable());
        } while (left.isReadable());
    }

    private static void repeat(int many, IntConsumer what) {
        for (int i = 0; i < many; i++) {
            what.accept(i);
        }
    }

    private static Attack of(String name, Frames frames, int streams, boolean framed) {
        return new Attack(name, frames.bytes(), frames.count(), streams, framed);
    }
}
