package io.millrace.ops.http;

import io.millrace.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where ops listens. */
public record Bind(String host, int port) {

    /**
     * @param address {@code host:port}
     * @throws ConfigException if it is no such address
     */
    public static Bind parse(String address) {
        int colon = address.lastIndexOf(':');
        try {
            String host =
                    address.substring(0, Math.max(colon, 0)).replace("[", "").replace("]", "");
            int port = Integer.parseInt(address.substring(colon + 1));
            if (!host.isEmpty() && port >= 0 && port <= 65_535) {
                return new Bind(host, port);
            }
        } catch (NumberFormatException e) {
            throw new ConfigException("ops.bind is \"" + address + "\": write host:port, for example 127.0.0.1:8081.");
        }
        throw new ConfigException("ops.bind is \"" + address + "\": write host:port, for example 127.0.0.1:8081.");
    }

    /** Only programs of this machine can connect. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
