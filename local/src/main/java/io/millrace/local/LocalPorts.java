package io.millrace.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1. */
public final class LocalPorts {
    /**
     * Where ports are chosen: above the well-known ones and below those that Linux (from 32,768), macOS and Windows
     * (from 49,152) give to the client side of connections. One of these could be taken between the choice and its use.
     */
    private static final int LOWEST = 12_000;

    private static final int HIGHEST = 32_000;

    /** No port is chosen twice by one process: who asked first may not listen yet. */
    private static final Set<Integer> CHOSEN = ConcurrentHashMap.newKeySet();

    private LocalPorts() {}

    /**
     * Any free port between 12,000 and 32,000 that this process has not chosen before. No outgoing connection takes it;
     * another server can, before it is used.
     *
     * @throws IllegalStateException after 20,000 tries
     */
    public static int free() {
        for (int tries = 0; tries < 20_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && CHOSEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No port between " + LOWEST + " and " + HIGHEST + " is free.");
    }

    /** Whether nobody listens on the port. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a connection to the port is accepted at once. */
    public static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }
}
