// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class LengthBatchesTest {
  /** Rows of those lengths; each has its own label. */
  private static List<LabelledRow> rows(List<Integer> lengths) {
    List<LabelledRow> rows = new ArrayList<>();
    for (int length : lengths) {
      rows.add(
          new LabelledRow(new TokenizedText(new int[length], new int[length], false), rows.size()));
    }
    return rows;
  }

  private static List<LabelledRow> rows(int count) {
    return rows(new Random(1).ints(count, 1, 101).boxed().toList());
  }

  private static List<Integer> labels(List<List<LabelledRow>> batches) {
    return batches.stream().flatMap(List::stream).map(LabelledRow::label).toList();
  }

  private static double padding(List<List<LabelledRow>> batches) {
    long cells = 0;
    long tokens = 0;
    for (List<LabelledRow> batch : batches) {
      cells +=
          (long) batch.size() * batch.stream().mapToInt(r -> r.text().length()).max().orElse(0);
      tokens += batch.stream().mapToLong(r -> r.text().length()).sum();
    }
    return (double) cells / tokens - 1;
  }

  @Property(tries = 300)
  void batches_anyRows_holdEachExactlyOnce(
      @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 20) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 9) int batchSize,
      @ForAll long seed) {
    List<LabelledRow> rows = rows(lengths);
    for (List<List<LabelledRow>> batches :
        List.of(
            LengthBatches.shuffled(rows, batchSize, new Random(seed)),
            LengthBatches.sorted(rows, batchSize))) {
      assertThat(batches).hasSize((rows.size() + batchSize - 1) / batchSize);
      assertThat(batches).allMatch(batch -> !batch.isEmpty() && batch.size() <= batchSize);
      assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(rows);
    }
  }

  @Test
  void shuffled_manyRows_padsLittle() {
    List<LabelledRow> rows = rows(10_000);
    List<List<LabelledRow>> inOrder = new ArrayList<>();
    for (int start = 0; start < rows.size(); start += 32) {
      inOrder.add(rows.subList(start, Math.min(rows.size(), start + 32)));
    }
    assertThat(padding(inOrder)).isGreaterThan(0.8);
    assertThat(padding(LengthBatches.shuffled(rows, 32, new Random(1)))).isLessThan(0.05);
    assertThat(padding(LengthBatches.sorted(rows, 32))).isLessThan(0.01);
  }

  @Test
  void shuffled_nextEpoch_isAnotherOrderOfOtherBatches() {
    List<LabelledRow> rows = rows(2_000);
    Random random = new Random(1);
    List<List<LabelledRow>> first = LengthBatches.shuffled(rows, 32, random);
    List<List<LabelledRow>> second = LengthBatches.shuffled(rows, 32, random);
    assertThat(labels(second)).isNotEqualTo(labels(first));
    assertThat(second).doesNotContainAnyElementsOf(first);
    assertThat(LengthBatches.shuffled(rows, 32, new Random(1))).isEqualTo(first);
    List<Integer> lengths = first.stream().map(batch -> batch.get(0).text().length()).toList();
    assertThat(lengths).isNotEqualTo(lengths.stream().sorted().toList());
  }

  @Test
  void sorted_rows_goFromShortToLong() {
    List<List<LabelledRow>> batches = LengthBatches.sorted(rows(List.of(5, 1, 4, 1, 3)), 2);
    assertThat(batches.stream().flatMap(List::stream).map(row -> row.text().length()))
        .containsExactly(1, 1, 3, 4, 5);
    assertThat(batches.stream().map(List::size)).containsExactly(2, 2, 1);
  }
}
