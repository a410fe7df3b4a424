package io.millrace.connect;

import io.debezium.bean.StandardBeanNames;
import io.debezium.bean.spi.BeanRegistry;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.lang.reflect.Field;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Debezium from parsing the text of some types before {@link TextConverter} sees it.
 *
 * <p>Class {@code ReplicationMessageColumnValueResolver} of Debezium 3.7 parses a streamed value by its type's name, and stops
 * the connector where it cannot: on the interval {@code infinity}, on one of 2,147,483,648 hours or more, on money with a point
 * between thousands. Only values of enums pass as they are. So the types named here are marked as enums of any value in the
 * connector's own type registry. Nothing else asks for that mark but Debezium's converter of values, whose place
 * {@link TextConverter} takes.
 */
final class UnparsedTypes {
    private static final Logger LOG = LoggerFactory.getLogger(UnparsedTypes.class);

    private static final List<String> NAMES = List.of(
            "interval",
            "money",
            "date",
            "timestamp",
            "timestamptz",
            "timetz",
            "time",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle");

    private UnparsedTypes() {}

    /** Never fails: another version of Debezium parses as it likes. */
    static void pass(BeanRegistry beans) {
        try {
            TypeRegistry types = beans.lookupByName(StandardBeanNames.JDBC_CONNECTION, PostgresConnection.class)
                    .getTypeRegistry();
            Field mark = PostgresType.class.getDeclaredField("enumValues");
            mark.setAccessible(true);
            for (String name : NAMES) {
                mark.set(types.get("pg_catalog", name), AnyText.INSTANCE);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("Debezium parses dates, intervals, money and geometric types itself: this version is unknown.", e);
        }
    }

    /** Holds every text and lists none, so that no value seems new to the type. */
    private static final class AnyText extends AbstractSet<String> {
        private static final Set<String> INSTANCE = new AnyText();

        @Override
        public boolean contains(Object value) {
            return true;
        }

        @Override
        public Iterator<String> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public int size() {
            return 0;
        }
    }
}
