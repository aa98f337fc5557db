// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Packs samples whose exits are rows of their own; the rows of a sample follow one another. */
final class LongRows implements FlatMapFunction<Iterator<Row>, TracePart> {
  private static final long serialVersionUID = 1L;

  /** Rare shapes of samples are refused in the end; they may not fill the memory before. */
  private static final int MOST_SHAPES = 64;

  private final RowLayout layout;
  private final LongColumns columns;
  private final @Nullable KnownClasses known;
  private final boolean wantIds;

  /**
   * Where the columns that only long traces have are found.
   *
   * @param number grows along a piece of a file
   */
  record LongColumns(int exit, int confidence, int prediction, int number)
      implements Serializable {}

  LongRows(RowLayout layout, LongColumns columns, @Nullable KnownClasses known, boolean wantIds) {
    this.layout = layout;
    this.columns = columns;
    this.known = known;
    this.wantIds = wantIds;
  }

  @Override
  public Iterator<TracePart> call(Iterator<Row> rows) {
    return new Parts(rows);
  }

  private final class Parts extends PartIterator {
    private final Map<List<Double>, RowBlockBuilder> blocks = new HashMap<>();
    private final LongSample sample;
    private String id = "";

    Parts(Iterator<Row> rows) {
      super(rows, layout, known);
      sample = new LongSample(pieces, classes, slices, layout.slices());
    }

    @Override
    long place(Row row) {
      return pieces.at(
          row.getInt(layout.file()), row.getLong(layout.start()), row.getLong(columns.number()));
    }

    @Override
    void take(Row row, long place) {
      String rowId = layout.id(row);
      if (rowId == null) {
        refuse(place, null, "its id is missing (must tell which sample the row is of)");
        return;
      }
      if (!rowId.equals(id)) {
        endSample();
        id = rowId;
      }
      sample.add(
          place,
          row.get(columns.exit()),
          row.get(columns.confidence()),
          row.get(columns.prediction()),
          layout.label(row));
      for (int i = 0; i < slices.size(); i++) {
        sample.slice(place, i, layout.slice(row, i));
      }
    }

    private void endSample() {
      if (sample.rows() == 0) {
        return;
      }
      try {
        double[] exits = sample.exits();
        List<Double> shape = Arrays.stream(exits).boxed().toList();
        RowBlockBuilder block =
            blocks.computeIfAbsent(
                shape, key -> new RowBlockBuilder(exits, false, slices.size(), wantIds));
        sample.write(block, id);
        if (block.rows() == RowBlockBuilder.MOST_ROWS) {
          send(block);
          blocks.remove(shape);
        }
        if (blocks.size() > MOST_SHAPES) {
          sendAll();
        }
      } catch (BadRow e) {
        refuse(sample.problemPlace(), id, e.problem());
      }
      sample.clear();
    }

    private void sendAll() {
      blocks.values().forEach(this::send);
      blocks.clear();
    }

    @Override
    void sendRest() {
      endSample();
      sendAll();
    }
  }
}
