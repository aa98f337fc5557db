// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Packs rows that are whole samples, in their order. */
final class SampleRows implements FlatMapFunction<Iterator<Row>, TracePart> {
  private static final long serialVersionUID = 1L;

  private final RowLayout layout;
  private final CellReader cells;
  private final @Nullable KnownClasses known;
  private final boolean wantIds;

  SampleRows(RowLayout layout, CellReader cells, @Nullable KnownClasses known, boolean wantIds) {
    this.layout = layout;
    this.cells = cells;
    this.known = known;
    this.wantIds = wantIds;
  }

  @Override
  public Iterator<TracePart> call(Iterator<Row> rows) {
    return new Parts(rows);
  }

  private final class Parts extends PartIterator {
    private RowBlockBuilder block = newBlock();
    private int piece;

    Parts(Iterator<Row> rows) {
      super(rows, layout, known);
    }

    private RowBlockBuilder newBlock() {
      boolean keepIds = wantIds && layout.id() != RowLayout.NONE;
      return new RowBlockBuilder(
          cells.exits(), cells.probabilities(), layout.slices().size(), keepIds);
    }

    @Override
    long place(Row row) {
      return pieces.next(row.getInt(layout.file()), row.getLong(layout.start()));
    }

    @Override
    void take(Row row, long place) {
      if (block.rows() == RowBlockBuilder.MOST_ROWS || Place.piece(place) != piece) {
        send(block); // a block is of one piece, so that blocks follow one another
        block = newBlock();
        piece = Place.piece(place);
      }
      String id = layout.id(row);
      try {
        if (!cells.read(row, block, classes)) {
          skip();
          return;
        }
        block.label(classes.code(cells.label(layout.label(row)), "label"));
        for (int i = 0; i < slices.size(); i++) {
          block.slice(i, slices.get(i).code(layout.slice(row, i), layout.slices().get(i)));
        }
        if (id == null && wantIds && layout.id() != RowLayout.NONE) {
          throw new BadRow("its id is missing (must be there to name the row)");
        }
        block.add(place, id);
      } catch (BadRow e) {
        refuse(place, id, e.problem());
      }
    }

    @Override
    void sendRest() {
      send(block);
    }
  }
}
