// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/**
 * Sums over the rows that pass on their way to an output. Spark merges them once a task has
 * succeeded, so a task that is tried again does not count twice.
 */
final class RowCounts {
  private final Observation observation;
  private final List<Column> sums = new ArrayList<>();

  RowCounts(String name) {
    observation = new Observation(name);
  }

  /** Counts the rows for which {@code condition} holds. */
  RowCounts count(String name, Column condition) {
    sums.add(coalesce(sum(when(condition, 1L).otherwise(0L)), lit(0L)).as(name));
    return this;
  }

  /** Sums a column of doubles; null counts nothing. */
  RowCounts total(String name, Column column) {
    sums.add(coalesce(sum(column), lit(0.0)).as(name));
    return this;
  }

  /** The same rows, counted as they are written. */
  Dataset<Row> of(Dataset<Row> rows) {
    List<Column> rest = sums.subList(1, sums.size());
    return rows.observe(observation, sums.get(0), rest.toArray(new Column[0]));
  }

  /** A count, once the rows were written. */
  long whole(String name) {
    return number(name).longValue();
  }

  /** A sum, once the rows were written. */
  double total(String name) {
    return number(name).doubleValue();
  }

  private Number number(String name) {
    Map<String, ?> counts;
    try {
      counts = observation.getAsJava();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot count rows: the job was interrupted", e);
    }
    if (counts.get(name) instanceof Number number) {
      return number;
    }
    throw new IllegalStateException("Cannot find count '" + name + "' among " + counts);
  }
}
