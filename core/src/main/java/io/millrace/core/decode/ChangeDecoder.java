package io.millrace.core.decode;

/** Decodes one wire format. Instances keep caches and belong to one thread. */
public interface ChangeDecoder {
    /** Never throws for whatever bytes: what cannot be decoded is {@link DecodedRecord.Rejected}. */
    DecodedRecord decode(LogRecord record);
}
