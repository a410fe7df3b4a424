package io.millrace.ops.alert;

import io.millrace.clickhouse.bookkeeping.AlertDelivery;
import io.millrace.clickhouse.bookkeeping.AlertEntry;
import io.millrace.clickhouse.bookkeeping.AlertTable;
import io.millrace.core.warehouse.WarehouseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buffers writes to {@code millrace.alerts} and {@code millrace.alert_deliveries} while the warehouse is down: the
 * latest entry per alert.
 */
public final class UnwrittenAlerts {
    private static final Logger log = LoggerFactory.getLogger(UnwrittenAlerts.class);

    /** Limit of entries, the oldest are dropped first: a long outage must not fill the memory. */
    private static final int MOST = 10_000;

    private final Map<Object, AlertEntry> alerts = new LinkedHashMap<>();
    private final Map<Object, AlertDelivery> deliveries = new LinkedHashMap<>();
    private boolean urgent;

    private record Identity(String rule, String subject, Instant since) {
        static Identity of(AlertEntry alert) {
            return new Identity(alert.rule(), alert.subject(), alert.since());
        }
    }

    private record Delivered(Identity alert, String event, String webhook) {}

    /** Adds an alert that started or resolved. */
    synchronized void add(AlertEntry alert) {
        put(alerts, Identity.of(alert), alert);
        urgent = true;
    }

    /** Adds an alert with new numbers, which is not urgent. */
    synchronized void addLater(AlertEntry alert) {
        put(alerts, Identity.of(alert), alert);
    }

    /** Removes an alert that turned out to be an earlier one. */
    synchronized void forget(AlertEntry alert) {
        alerts.remove(Identity.of(alert));
    }

    /** Adds a delivery. */
    public synchronized void add(AlertDelivery delivery) {
        Identity alert = new Identity(delivery.rule(), delivery.subject(), delivery.since());
        put(deliveries, new Delivered(alert, delivery.event(), delivery.webhook()), delivery);
        urgent = true;
    }

    /** Whether an urgent entry is waiting. */
    synchronized boolean isUrgent() {
        return urgent;
    }

    /** @throws WarehouseException if the warehouse does not accept them; they are kept then */
    void writeTo(AlertTable table) {
        List<AlertEntry> unwrittenAlerts;
        List<AlertDelivery> unwrittenDeliveries;
        synchronized (this) {
            unwrittenAlerts = new ArrayList<>(alerts.values());
            unwrittenDeliveries = new ArrayList<>(deliveries.values());
            urgent = false;
        }
        try {
            table.write(unwrittenAlerts);
            table.writeDeliveries(unwrittenDeliveries);
        } catch (WarehouseException e) {
            synchronized (this) {
                urgent = true;
            }
            throw e;
        }
        synchronized (this) {
            // Entries added meanwhile are other objects and stay.
            forget(alerts, unwrittenAlerts);
            forget(deliveries, unwrittenDeliveries);
        }
    }

    private static <T> void forget(Map<Object, T> map, Collection<T> written) {
        Set<T> same = Collections.newSetFromMap(new IdentityHashMap<>());
        same.addAll(written);
        map.values().removeIf(same::contains);
    }

    private static <T> void put(Map<Object, T> map, Object key, T value) {
        map.remove(key);
        map.put(key, value);
        if (map.size() > MOST) {
            map.remove(map.keySet().iterator().next());
            log.warn("More than {} alerts wait for the warehouse: the oldest is not recorded", MOST);
        }
    }
}
