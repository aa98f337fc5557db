// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A few rows of a table, without reading all of it: the first ones of up to 16 partitions that
 * stand evenly in it. The same table, split alike, gives the same rows. They are no random sample.
 */
final class TextSample {
  /** Longer texts are cut; models read less. */
  private static final int MOST_CHARACTERS = 20_000;

  private static final int MOST_PARTITIONS = 16;
  private static final String NO_BLANK = "\\S";

  private TextSample() {}

  /**
   * Rows in which no column is null or blank.
   *
   * @param columns of strings
   * @param size most rows
   */
  static List<Row> of(Dataset<Row> table, List<String> columns, int size) {
    Dataset<Row> texts = texts(table, columns);
    JavaRDD<Row> rows = texts.javaRDD();
    int partitions = rows.getNumPartitions();
    if (partitions == 0) {
      return List.of();
    }
    int count = Math.min(partitions, MOST_PARTITIONS);
    int[] looked = new int[count];
    Arrays.setAll(looked, i -> (int) ((long) i * partitions / count));
    List<Row> sample = new ArrayList<>();
    for (List<Row> some :
        rows.mapPartitions(new First((size + count - 1) / count)).collectPartitions(looked)) {
      sample.addAll(some);
    }
    if (sample.size() < size && partitions > 1) {
      return texts.takeAsList(size); // the partitions looked at are short: others may not be
    }
    return sample.subList(0, Math.min(size, sample.size()));
  }

  private static Dataset<Row> texts(Dataset<Row> table, List<String> columns) {
    Column[] cut = new Column[columns.size()];
    Column filled = functions.lit(true);
    for (int i = 0; i < cut.length; i++) {
      Column text = functions.col(InputColumns.quoted(columns.get(i)));
      filled = filled.and(text.rlike(NO_BLANK));
      cut[i] = functions.substring(text, 1, MOST_CHARACTERS).as("text" + i);
    }
    return table.filter(filled).select(cut);
  }

  /** The first rows of a partition; the others are not read. */
  private static final class First implements FlatMapFunction<Iterator<Row>, Row> {
    private static final long serialVersionUID = 1L;

    private final int most;

    First(int most) {
      this.most = most;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      List<Row> first = new ArrayList<>();
      while (first.size() < most && rows.hasNext()) {
        first.add(rows.next());
      }
      return first.iterator();
    }
  }
}
