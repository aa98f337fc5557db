// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.signal.ExitEvidence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of rows: packing, ordering, merging. */
final class RowBlocksTest {
  private final PieceCounter pieces = new PieceCounter();
  private final NameCodes classes = new NameCodes(Optional.empty());

  private RowBlock block(int file, int... numbers) {
    RowBlockBuilder builder = new RowBlockBuilder(new double[] {1}, false, 0, true);
    for (int number : numbers) {
      builder.label(0);
      builder.cell(0, 0, number / 1000f);
      builder.add(pieces.at(file, 0, number), file + "/" + number);
    }
    return builder.build(pieces, classes, List.of());
  }

  private List<String> merged(RowBlock... blocks) {
    List<String> ids = new ArrayList<>();
    RowMerge.run(
        new ArrayList<>(List.of(blocks)),
        new PieceOrder(List.of(pieces.list())),
        block ->
            (from, to) ->
                IntStream.range(from, to).forEach(row -> ids.add(String.valueOf(block.id(row)))));
    return ids;
  }

  @Test
  void merge_interleavedBlocks_isInTheOrderOfTheTable() {
    assertThat(merged(block(0, 2, 5, 6), block(1, 1), block(0, 0, 1, 7), block(0, 3)))
        .containsExactly("0/0", "0/1", "0/2", "0/3", "0/5", "0/6", "0/7", "1/1");
  }

  @Test
  void build_rowsInAnyOrder_areSorted() {
    assertThat(merged(block(0, 4, 0, 3))).containsExactly("0/0", "0/3", "0/4");
    RowBlock block = block(0, 4, 0, 3);
    assertThat(block.confidence(1, 0)).isEqualTo(0.003f);
    assertThat(block.id(2)).isEqualTo("0/4");
  }

  @Test
  void build_moreRowsThanFirstRoom_keepsThemAll() throws BadRow {
    NameCodes slices = new NameCodes(Optional.empty());
    RowBlockBuilder builder = new RowBlockBuilder(new double[] {1, 2}, true, 1, false);
    for (int i = 0; i < 1000; i++) {
      builder.label(i % 3 - 1);
      builder.cell(0, new ExitEvidence(i % 5, i / 1000f, 0.5f, 0.25f));
      builder.cell(1, new ExitEvidence(4, 1, 0.75f, i / 1000f));
      builder.slice(0, slices.code("s" + i % 2, "s"));
      builder.add(pieces.next(0, 0), "id" + i);
    }
    RowBlock block = builder.build(pieces, classes, List.of(slices));
    assertThat(block.rows()).isEqualTo(1000);
    assertThat(block.hasProbabilities()).isTrue();
    assertThat(block.label(999)).isEqualTo(-1);
    assertThat(block.label(998)).isEqualTo(1);
    assertThat(block.prediction(998, 0)).isEqualTo(3);
    assertThat(block.evidence(998, 1, 7)).isEqualTo(new ExitEvidence(7, 1, 0.75f, 0.998f));
    assertThat(block.slice(0, 997)).isEqualTo(1);
    assertThat(block.sliceNames(0)).containsExactly("s0", "s1");
    assertThat(block.id(0)).isEqualTo("id0");
    assertThat(block.id(1)).as("just the first, to name it").isNull();
  }

  @Test
  void add_afterABadRow_writesOverIt() {
    RowBlockBuilder builder = new RowBlockBuilder(new double[] {1}, false, 0, true);
    builder.cell(0, 3, 0.9f); // and then something about the row was wrong
    builder.cell(0, 1, 0.5f);
    builder.add(pieces.next(0, 0), "good");
    RowBlock block = builder.build(pieces, classes, List.of());
    assertThat(block.rows()).isEqualTo(1);
    assertThat(block.prediction(0, 0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 254, 255, 256, 65_534, 65_535, 1 << 20})
  void packedCodes_anyRange_areKept(int greatest) {
    int[] codes = {-1, 0, greatest / 2, greatest, 99};
    PackedCodes packed = new PackedCodes(codes, 4);
    assertThat(IntStream.range(0, 4).map(packed::get))
        .containsExactly(-1, 0, greatest / 2, greatest);
  }

  @Test
  void packedTexts_missingEmptyAndForeign_areKept() {
    List<@Nullable String> texts = Arrays.asList("a", null, "", "żółć 😀", null, "z");
    int[] order = {3, 1, 0, 4, 2, 5};
    PackedTexts packed = new PackedTexts(texts, order, 6);
    assertThat(IntStream.range(0, 6).mapToObj(packed::get).toList())
        .isEqualTo(Arrays.stream(order).mapToObj(texts::get).toList());
    assertThat(new PackedTexts(texts, order, 2).size()).isEqualTo(2);
  }

  @Test
  void packedPlaces_withAndWithoutGaps_areKept() {
    long[] places = {12, 10, 11, 14};
    PackedPlaces dense = new PackedPlaces(places, new int[] {1, 2, 0});
    assertThat(LongStream.range(0, dense.size()).map(i -> dense.get((int) i)))
        .containsExactly(10L, 11L, 12L);
    PackedPlaces gap = new PackedPlaces(places, new int[] {1, 2, 0, 3});
    assertThat(LongStream.range(0, gap.size()).map(i -> gap.get((int) i)))
        .containsExactly(10L, 11L, 12L, 14L);
    assertThat(new PackedPlaces(places, new int[0]).size()).isZero();
  }

  @Test
  void exits_ofMostRows_areTheTraces() {
    assertThat(ExitSet.ofMostRows(List.of())).isEmpty();
    RowBlockBuilder two = new RowBlockBuilder(new double[] {2, 4}, false, 0, true);
    two.add(pieces.next(0, 0), "a");
    RowBlock few = two.build(pieces, classes, List.of());
    ExitSet most = ExitSet.ofMostRows(List.of(few, block(0, 1, 2))).orElseThrow();
    assertThat(most.exits()).containsExactly(1.0);
    assertThat(ExitSet.ofMostRows(List.of(block(0, 1), few)).orElseThrow().exits())
        .as("of equally many rows, the more exits")
        .containsExactly(2.0, 4.0);
  }

  @Test
  void exits_ofOtherRows_areNamed() {
    ExitSet exits = new ExitSet(List.of(2.0, 4.0, 6.0));
    assertThat(exits.problem(List.of(2.0)))
        .isEqualTo("it lacks exits [4, 6] (must have exits [2, 4, 6], as most rows have)");
    assertThat(exits.problem(List.of(2.0, 4.0, 6.0, 6.5)))
        .isEqualTo("it has exits [6.5] (must have exits [2, 4, 6], as most rows have)");
  }
}
