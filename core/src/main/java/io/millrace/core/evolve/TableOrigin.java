package io.millrace.core.evolve;

import static java.util.Objects.requireNonNull;

import io.millrace.core.event.TableId;

/**
 * Which table of the source a storage table belongs to, for life, and how far its shape is known.
 *
 * @param oid its {@code pg_class.oid}, 0 if it is not known yet
 * @param storage where in the warehouse its storage is, for life, so that no row that is on its way lands elsewhere:
 *     under the name that the table had when it was made, with the oid behind it where that place was taken
 * @param shapeLsn up to where in the source's log the shape is known, as unsigned: DDL takes a lock that no change
 *     passes, so the shapes of one table are in the order of the plain LSN. What is older adds at most what is not
 *     known
 * @param identity {@code pg_class.relreplident}, {@code '?'} if it is not known yet
 * @param gone whether the source has dropped the table: the data is kept and no view shows it
 */
public record TableOrigin(long oid, TableId storage, long shapeLsn, char identity, boolean gone) {
    public TableOrigin {
        requireNonNull(storage, "storage is null");
    }

    /** For a table known only by name. */
    public static TableOrigin named(TableId table) {
        return new TableOrigin(0, table, 0, '?', false);
    }

    public TableOrigin shapedAt(long lsn) {
        return new TableOrigin(oid, storage, lsn, identity, gone);
    }

    public TableOrigin identified(long newOid, char newIdentity) {
        return new TableOrigin(newOid, storage, shapeLsn, newIdentity, gone);
    }

    public TableOrigin storedAt(TableId place) {
        return new TableOrigin(oid, place, shapeLsn, identity, gone);
    }

    public TableOrigin gone(boolean isGone) {
        return new TableOrigin(oid, storage, shapeLsn, identity, isGone);
    }
}
