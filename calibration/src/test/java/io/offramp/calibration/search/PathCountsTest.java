// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** One-pass and level-by-level counts against running every row at every level. */
class PathCountsTest {
  @Property(tries = 300)
  void counts_anyNestedPath_equalBruteForceBothWays(
      @ForAll @IntRange(min = 2, max = 6) int exits,
      @ForAll @IntRange(min = 2, max = 4) int classes,
      @ForAll @IntRange(min = 1, max = 60) int rows,
      @ForAll @IntRange(min = 1, max = 12) int levels,
      @ForAll long seed) {
    Random random = new Random(seed);
    ExitTable table = Tables.ties(exits, classes, rows, random);
    float[][] vectors = vectors(levels, exits - 1, random);
    for (int level = 1; level < levels; level++) {
      for (int exit = 0; exit < exits - 1; exit++) {
        vectors[level][exit] = Math.min(vectors[level][exit], vectors[level - 1][exit]);
      }
    }
    ThresholdPath path = new ThresholdPath(vectors);
    assertThat(path.nested()).isTrue();
    int[] some = some(rows, random);
    assertThat(PathCounts.of(path, table, some)).isInstanceOf(NestedCounts.class);
    check(NestedCounts.of(path, table, some), path, vectors, table, some);
    check(new CountsOnDemand(path, table, some), path, vectors, table, some);
  }

  @Property(tries = 200)
  void counts_anyPath_equalBruteForce(
      @ForAll @IntRange(min = 2, max = 6) int exits,
      @ForAll @IntRange(min = 1, max = 60) int rows,
      @ForAll @IntRange(min = 1, max = 12) int levels,
      @ForAll long seed) {
    Random random = new Random(seed);
    ExitTable table = Tables.ties(exits, 3, rows, random);
    float[][] vectors = vectors(levels, exits - 1, random);
    ThresholdPath path = new ThresholdPath(vectors);
    int[] some = some(rows, random);
    check(PathCounts.of(path, table, some), path, vectors, table, some);
  }

  @Test
  void counts_thresholdThatRisesOnce_areNotTakenForNested() {
    ThresholdPath path = new ThresholdPath(new float[][] {{0.9f, 0.8f}, {0.7f, 0.81f}});
    assertThat(path.nested()).isFalse();
    ExitTable table = Tables.ties(3, 2, 10, new Random(1));
    assertThat(PathCounts.of(path, table, Tables.all(table))).isInstanceOf(CountsOnDemand.class);
  }

  @Test
  void counts_manyRows_addUpOverTheirParts() {
    ExitTable table = Tables.graded(4, 150_000, 50, new Random(2));
    ThresholdPath path =
        ThresholdPath.of((exit, signal) -> signal, 3, new double[] {0.99, 0.9, 0.8, 0.7, 0.6});
    int[] rows = Tables.all(table);
    PathCounts whole = PathCounts.of(path, table, rows);
    PathCounts onDemand = new CountsOnDemand(path, table, rows);
    PathCounts first = PathCounts.of(path, table, Arrays.copyOf(rows, 70_001));
    PathCounts second = PathCounts.of(path, table, Arrays.copyOfRange(rows, 70_001, rows.length));
    for (int level = 0; level < path.size(); level++) {
      LevelCounts all = whole.at(level);
      assertThat(all).isEqualTo(onDemand.at(level));
      assertThat(all.harmful()).isEqualTo(first.at(level).harmful() + second.at(level).harmful());
      assertThat(all.helpful()).isEqualTo(first.at(level).helpful() + second.at(level).helpful());
      assertThat(all.cost())
          .isCloseTo(first.at(level).cost() + second.at(level).cost(), within(1e-6));
    }
    assertThat(whole.at(5).harmful()).isGreaterThan(whole.at(1).harmful()).isGreaterThan(10_000);
    assertThat(whole.at(5).helpful()).isGreaterThan(1000);
  }

  /** Of numbers an answer may be the same and only one of the two right. */
  @Property(tries = 200)
  void counts_everyEffect_areOfWhatItMeans(
      @ForAll @IntRange(min = 2, max = 5) int exits,
      @ForAll @IntRange(min = 1, max = 200) int rows,
      @ForAll long seed) {
    Random random = new Random(seed);
    ExitTable table = Tables.everyEffect(exits, rows, random);
    float[][] vectors = vectors(8, exits - 1, random);
    int[] all = Tables.all(table);
    checkEffects(new CountsOnDemand(new ThresholdPath(vectors), table, all), vectors, table);
    for (int exit = 0; exit < exits - 1; exit++) {
      for (int level = 1; level < vectors.length; level++) {
        vectors[level][exit] = Math.min(vectors[level][exit], vectors[level - 1][exit]);
      }
    }
    checkEffects(NestedCounts.of(new ThresholdPath(vectors), table, all), vectors, table);
  }

  private static void checkEffects(PathCounts counts, float[][] vectors, ExitTable table) {
    for (int level = 0; level < vectors.length; level++) {
      int lost = 0;
      int gained = 0;
      int differing = 0;
      for (int row = 0; row < table.rows(); row++) {
        byte effect = table.effect(table.exit(vectors[level], row), row);
        boolean same = effect == 0 || effect == 5 || effect == 6;
        lost += effect == 1 || effect == 5 ? 1 : 0;
        gained += effect == -1 || effect == 6 ? 1 : 0;
        differing += same ? 0 : 1;
      }
      LevelCounts found = counts.at(level);
      assertThat(found.harmful()).isEqualTo(lost);
      assertThat(found.helpful()).isEqualTo(gained);
      assertThat(found.differing()).isEqualTo(differing);
    }
  }

  private static float[][] vectors(int levels, int early, Random random) {
    float[][] vectors = new float[levels][early];
    for (float[] vector : vectors) {
      for (int exit = 0; exit < early; exit++) {
        int choice = random.nextInt(Tables.FEW_CONFIDENCES.length + 3);
        vector[exit] =
            choice < Tables.FEW_CONFIDENCES.length
                ? Tables.FEW_CONFIDENCES[choice]
                : choice % 3 == 0
                    ? Float.POSITIVE_INFINITY
                    : choice % 3 == 1 ? 0 : random.nextFloat();
      }
    }
    return vectors;
  }

  private static int[] some(int rows, Random random) {
    return random.ints(rows, 0, rows).limit(1 + random.nextInt(rows)).toArray();
  }

  private static void check(
      PathCounts counts, ThresholdPath path, float[][] vectors, ExitTable table, int[] rows) {
    for (int level = 0; level < vectors.length; level++) {
      int[] effects = new int[5];
      double cost = 0;
      int labelled = 0;
      for (int row : rows) {
        int exit = 0;
        while (exit < table.early() && table.signal(exit, row) < vectors[level][exit]) {
          exit++;
        }
        assertThat(path.exit(table, row, level)).isEqualTo(exit);
        effects[table.effect(exit, row) + 1]++;
        cost += table.costs().cost(exit + 1);
        labelled += table.labelled(row) ? 1 : 0;
      }
      LevelCounts found = counts.at(level);
      assertThat(found.rows()).isEqualTo(rows.length);
      assertThat(found.labelled()).isEqualTo(labelled);
      assertThat(found.harmful()).as("harmful at %d", level).isEqualTo(effects[2]);
      assertThat(found.helpful()).as("helpful at %d", level).isEqualTo(effects[0]);
      assertThat(found.differing()).isEqualTo(rows.length - effects[1]);
      assertThat(found.cost()).isCloseTo(cost, within(1e-9));
    }
  }
}
