// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.table;

import java.util.Optional;

/** Names of catalog tables where a path may stand: {@code table:db.name}. */
final class TableName {
  private static final String PREFIX = "table:";

  private TableName() {}

  /**
   * The table's name, if the location is one; quote parts with backticks as in SQL.
   *
   * @throws TableException if nothing follows the prefix
   */
  static Optional<String> of(String location) {
    if (!location.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String name = location.substring(PREFIX.length()).strip();
    if (name.isEmpty()) {
      throw new TableException(
          "Cannot use '%s': it names no table (write table:NAME or table:DATABASE.NAME)"
              .formatted(location));
    }
    return Optional.of(name);
  }
}
