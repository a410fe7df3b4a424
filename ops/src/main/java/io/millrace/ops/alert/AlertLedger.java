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
 * What is still to be written into {@code millrace.alerts} and {@code millrace.alert_deliveries}. While the warehouse is away
 * it waits here, one entry an alert and the latest of it, and is written when the warehouse is back.
 */
public final class AlertLedger {
    private static final Logger log = LoggerFactory.getLogger(AlertLedger.class);

    /** More are not kept, the oldest go first: a warehouse that is away for long must not fill the memory. */
    private static final int MOST = 10_000;

    private final Map<Object, AlertEntry> alerts = new LinkedHashMap<>();
    private final Map<Object, AlertDelivery> deliveries = new LinkedHashMap<>();
    private boolean urgent;

    private record Identity(String rule, String subject, Instant since) {
        static Identity of(AlertEntry alert) {
            return new Identity(alert.rule(), alert.subject(), alert.since());
        }
    }

    private record Told(Identity alert, String event, String webhook) {}

    /** An alert has begun or is over. */
    synchronized void note(AlertEntry alert) {
        put(alerts, Identity.of(alert), alert);
        urgent = true;
    }

    /** An alert goes on with other numbers: that can wait for a while. */
    synchronized void noteLater(AlertEntry alert) {
        put(alerts, Identity.of(alert), alert);
    }

    /** An alert turned out to be another one, which fired before. */
    synchronized void forget(AlertEntry alert) {
        alerts.remove(Identity.of(alert));
    }

    /** Somebody was told, or is to be told. */
    public synchronized void note(AlertDelivery delivery) {
        Identity alert = new Identity(delivery.rule(), delivery.subject(), delivery.since());
        put(deliveries, new Told(alert, delivery.event(), delivery.webhook()), delivery);
        urgent = true;
    }

    /** Whether something waits that should be written soon. */
    synchronized boolean isUrgent() {
        return urgent;
    }

    /** @throws WarehouseException where the warehouse does not take it; it is kept then */
    void writeTo(AlertTable table) {
        List<AlertEntry> noted;
        List<AlertDelivery> told;
        synchronized (this) {
            noted = new ArrayList<>(alerts.values());
            told = new ArrayList<>(deliveries.values());
            urgent = false;
        }
        try {
            table.write(noted);
            table.writeDeliveries(told);
        } catch (WarehouseException e) {
            synchronized (this) {
                urgent = true;
            }
            throw e;
        }
        synchronized (this) {
            // What was noted meanwhile is another object and stays.
            forget(alerts, noted);
            forget(deliveries, told);
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
