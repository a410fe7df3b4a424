package io.millrace.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between one process and a server that a test can cut: a proxy on 127.0.0.2 with the port that the server has on
 * 127.0.0.1. While it is cut, connections stay and nothing goes through them, as with a cable that is pulled.
 */
final class NetworkCut implements AutoCloseable {
    /** Where the proxy listens. */
    static final String ADDRESS = "127.0.0.2";

    private final int port;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /** @param port of the server on 127.0.0.1 */
    NetworkCut(int port) throws IOException {
        this.port = port;
        this.server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getByName(ADDRESS), port));
        daemon(this::accept);
    }

    /** Nothing goes through from now on. */
    void cut() {
        cut = true;
    }

    /** Ends what was cut; new connections go through. */
    void restore() {
        sockets.forEach(NetworkCut::close);
        cut = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                sockets.add(client);
                if (!cut) {
                    var behind = new Socket(InetAddress.getLoopbackAddress(), port);
                    sockets.add(behind);
                    daemon(() -> pump(client, behind));
                    daemon(() -> pump(behind, client));
                }
            } catch (IOException e) {
                // The server has ended, or this proxy has.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        var buffer = new byte[1 << 16];
        try (from;
                to) {
            int read;
            while ((read = from.getInputStream().read(buffer)) >= 0) {
                if (cut) {
                    awaitEnd(from);
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One of them has ended.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void awaitEnd(Socket socket) throws IOException {
        try {
            while (cut && !socket.isClosed()) {
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "network");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        sockets.forEach(NetworkCut::close);
    }
}
