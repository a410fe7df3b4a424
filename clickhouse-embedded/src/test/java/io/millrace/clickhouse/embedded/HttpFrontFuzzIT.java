package io.millrace.clickhouse.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Installation;
import io.millrace.local.LocalPorts;
import io.millrace.local.server.ClickHouseEmbedded;
import io.millrace.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Requests that no client would send, by raw sockets that stall and break off, among good inserts: the server stays the same
 * process, answers the good ones in time, loses none of their rows, and has no more threads and connections afterwards. Runs
 * for {@code millrace.fuzz.minutes}, some seconds if that is not set; {@code millrace.fuzz.seed} repeats a run, as far as
 * threads allow.
 */
final class HttpFrontFuzzIT {
    private static final String RUNNING = "SELECT elapsed, substring(query, 1, 300) FROM system.processes"
            + " WHERE query NOT LIKE '%system.processes%'";
    private static final int ATTACKERS = 4;
    private static final int STALLED = 60;
    private static final Duration SLOWEST = Duration.ofSeconds(30);

    private final long seed = Long.getLong("millrace.fuzz.seed", System.nanoTime());
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private volatile boolean stop;

    @Test
    void theServerOutlivesWhateverIsSentAndKeepsEveryGoodRow() throws Exception {
        long nanos = (long) (Double.parseDouble(System.getProperty("millrace.fuzz.minutes", "0.4")) * 60e9);
        System.out.println("HTTP fuzz: -Dmillrace.fuzz.seed=" + seed + " for " + nanos / 1_000_000_000 + " s");
        try (TestServer<ClickHouseEmbedded> server = TestServer.start(
                "clickhouse",
                folder -> new ClickHouseEmbedded(Installation.current(), folder, LocalPorts.free(), "secret"))) {
            RawClient client = new RawClient(server.server().port(), "millrace", "secret");
            client.ok("", "CREATE TABLE kept_rows (a UInt64) ENGINE = MergeTree ORDER BY a");
            client.ok("", "CREATE TABLE fuzz (a UInt64, b String) ENGINE = MergeTree ORDER BY a");
            long pid = server.process().pid();
            long threads = threads(pid);
            long sockets = sockets(pid);

            ExecutorService attackers = Executors.newCachedThreadPool();
            List<Future<?>> attacks = new ArrayList<>();
            for (int i = 0; i < ATTACKERS; i++) {
                Random random = new Random(seed + i);
                attacks.add(attackers.submit(() -> attack(server.server().port(), random)));
            }
            attacks.add(attackers.submit(() -> stall(server.server().port(), new Random(seed - 1))));
            Inserted inserted;
            try {
                inserted = insertUntil(System.nanoTime() + nanos, client);
            } finally {
                stop = true;
            }
            for (Future<?> attack : attacks) {
                attack.get(60, TimeUnit.SECONDS);
            }
            attackers.shutdownNow();

            assertThat(server.process().isAlive()).as(whichSeed()).isTrue();
            assertThat(client.ok("", "SELECT count(), uniqExact(a), max(a) + 1 FROM kept_rows"))
                    .as(whichSeed())
                    .isEqualTo(inserted.rows() + "\t" + inserted.rows() + "\t" + inserted.rows() + "\n");
            Awaitility.await(whichSeed()).atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
                assertThat(client.ok("", RUNNING)).isEmpty();
                assertThat(httpThreads(pid)).as("threads for requests").isLessThan(10);
                assertThat(sockets(pid)).as("sockets, %d before", sockets).isLessThan(sockets + 10);
            });
            System.out.println("HTTP fuzz: " + requests + " requests, " + answers + " answers; " + inserted.rows()
                    + " good rows all there, the slowest insert took "
                    + inserted.slowest().toMillis() + " ms; threads "
                    + threads + " → " + threads(pid) + ", sockets " + sockets + " → " + sockets(pid));
        }
    }

    private record Inserted(long rows, Duration slowest) {}

    private Inserted insertUntil(long end, RawClient client) throws InterruptedException {
        long rows = 0;
        long slowest = 0;
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            HttpResponse<String> answer = client.post("query=INSERT+INTO+kept_rows+FORMAT+TSV", rows + "\n");
            long took = System.nanoTime() - begin;
            assertThat(answer.statusCode())
                    .as("%s: %s", whichSeed(), answer.body())
                    .isEqualTo(200);
            assertThat(Duration.ofNanos(took)).as(whichSeed()).isLessThan(SLOWEST);
            slowest = Math.max(slowest, took);
            rows++;
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return new Inserted(rows, Duration.ofNanos(slowest));
    }

    private void attack(int port, Random random) {
        Hostile hostile = new Hostile(random, "millrace", "secret");
        while (!stop) {
            try (Socket socket = connect(port)) {
                for (int i = random.nextInt(3); i >= 0 && !stop; i--) {
                    byte[] request = hostile.next();
                    requests.incrementAndGet();
                    int sent = random.nextInt(5) == 0 ? random.nextInt(request.length + 1) : request.length;
                    socket.getOutputStream().write(request, 0, sent);
                    if (random.nextInt(6) == 0) {
                        // A reset in place of an end.
                        socket.setSoLinger(true, 0);
                        break;
                    }
                    if (random.nextInt(4) == 0) {
                        socket.shutdownOutput();
                    }
                    read(socket, random);
                }
            } catch (IOException e) {
                // It need not put up with everything.
            }
        }
    }

    private void read(Socket socket, Random random) throws IOException {
        byte[] buffer = new byte[8_192];
        socket.setSoTimeout(1 + random.nextInt(400));
        int limit = random.nextInt(4) == 0 ? random.nextInt(2_000) : 200_000;
        int seen = 0;
        for (int count = 0; count >= 0 && seen <= limit; seen += count) {
            count = socket.getInputStream().read(buffer);
            if (seen == 0 && count > 0) {
                answers.incrementAndGet();
            }
        }
    }

    /** Connections that say a little now and then: more of them than the server has threads. */
    private void stall(int port, Random random) {
        List<Socket> sockets = new ArrayList<>();
        String head = "POST /?query=SELECT+1 HTTP/1.1\r\nHost: x\r\nX-Slow: ";
        try {
            while (!stop) {
                if (sockets.size() < STALLED) {
                    Socket socket = connect(port);
                    socket.getOutputStream()
                            .write(head.substring(0, random.nextInt(head.length()))
                                    .getBytes(StandardCharsets.US_ASCII));
                    sockets.add(socket);
                } else {
                    Socket socket = sockets.get(random.nextInt(sockets.size()));
                    try {
                        socket.getOutputStream().write('x');
                    } catch (IOException e) {
                        sockets.remove(socket);
                        socket.close();
                    }
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(whichSeed(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    private String whichSeed() {
        return "-Dmillrace.fuzz.seed=" + seed;
    }

    /** Linux only, as the engine's package is. */
    private static long threads(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("Threads"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** The engine keeps threads of its own for later; those of the front end when they have nothing to do. */
    private static long httpThreads(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.filter(HttpFrontFuzzIT::isForRequests).count();
        }
    }

    private static boolean isForRequests(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).startsWith("http-");
        } catch (IOException e) {
            // It has just ended.
            return false;
        }
    }

    /** The engine keeps three files open for each of its threads: what must not grow are connections. */
    private static long sockets(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.filter(HttpFrontFuzzIT::isSocket).count();
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException e) {
            // It has just been closed.
            return false;
        }
    }
}
