// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats that tables are read from and written in. */
public enum TableFormat {
  /** One JSON object a line; {@code .gz}, {@code .bz2} and {@code .zst} are unpacked. */
  JSONL(List.of(".jsonl", ".ndjson", ".json")),
  /** Comma-separated, with a header; quotes are doubled inside quotes (RFC 4180). */
  CSV(List.of(".csv")),
  /** Apache Parquet. */
  PARQUET(List.of(".parquet")),
  /** A text a line, in column {@code text}; {@code .gz} and so on are unpacked. Read only. */
  TEXT(List.of(".txt", ".text")),
  /** Apache ORC. */
  ORC(List.of(".orc")),
  /** Delta Lake, by its own library. */
  DELTA(List.of()),
  /** Apache Iceberg, by its own library. */
  ICEBERG(List.of());

  private static final List<String> PACKED = List.of(".gz", ".bz2", ".zst");

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> endings;

  TableFormat(List<String> endings) {
    this.endings = endings;
  }

  /** Name in flags and messages. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format of that name.
   *
   * @throws TableException listing the names there are
   */
  public static TableFormat ofId(String id) {
    for (TableFormat format : values()) {
      if (format.id().equals(id)) {
        return format;
      }
    }
    throw new TableException(
        "Cannot use format '%s' (must be one of %s)"
            .formatted(id, Arrays.stream(values()).map(TableFormat::id).toList()));
  }

  /**
   * The format of that name, to write.
   *
   * @throws TableException listing those that can be written
   */
  public static TableFormat ofWritableId(String id) {
    List<TableFormat> writable = Arrays.stream(values()).filter(format -> format != TEXT).toList();
    return writable.stream()
        .filter(format -> format.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new TableException(
                    "Cannot write format '%s' (must be one of %s)"
                        .formatted(id, writable.stream().map(TableFormat::id).toList())));
  }

  /** Whether a table is its files alone, without a log or a library of its own. */
  boolean isPlainFiles() {
    return this != DELTA && this != ICEBERG;
  }

  /** What Spark calls the source. */
  String provider() {
    return this == JSONL ? "json" : id();
  }

  /** Whether a file is packed, by its name. */
  static boolean isPacked(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return PACKED.stream().anyMatch(lower::endsWith);
  }

  /** The format that a file's name ends in, if any. */
  static Optional<TableFormat> ofFile(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    for (String packed : PACKED) {
      if (plain.endsWith(packed)) {
        plain = plain.substring(0, plain.length() - packed.length());
      }
    }
    for (TableFormat format : values()) {
      if (format.endings.stream().anyMatch(plain::endsWith)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
