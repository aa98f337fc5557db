// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Searching thresholds against looking at each of them. */
class LevelSearchTest {
  private static final float[] EDGES = {
    Float.POSITIVE_INFINITY, 1, Math.nextDown(1f), 0.5f, Float.MIN_VALUE, 0f, -0f, -0.25f
  };

  @Property(tries = 500)
  void firstAtMost_anyThresholds_isTheFirstThatIs(
      @ForAll @IntRange(min = 1, max = 40) int levels, @ForAll long seed) {
    Random random = new Random(seed);
    Float[] falling = new Float[levels];
    Arrays.setAll(falling, i -> value(random));
    Arrays.sort(falling, (a, b) -> a.floatValue() == b ? 0 : Float.compare(b, a));
    float[][] path = new float[levels][1];
    for (int level = 0; level < levels; level++) {
      path[level][0] = falling[level];
    }
    LevelSearch search = LevelSearch.of(new ThresholdPath(path), 1)[0];
    float signal = value(random);
    for (int end = 0; end <= levels; end++) {
      int first = 0;
      while (first < end && !(signal >= path[first][0])) {
        first++;
      }
      assertThat(search.firstAtMost(end, signal)).as("%s in %s", signal, falling).isEqualTo(first);
    }
  }

  private static float value(Random random) {
    return random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextFloat();
  }
}
