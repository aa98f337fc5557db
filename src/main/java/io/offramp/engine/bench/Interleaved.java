// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Times variants in turn, all of them in every repetition, so that a machine which is slower for a
 * while is slower for all. Each is run untimed before.
 */
public final class Interleaved {
  private Interleaved() {}

  /**
   * Warms up and times.
   *
   * @param repetitions at least 1
   * @param progress hears a line before each pass
   * @return in the order of the variants
   */
  public static List<Measurement> run(
      List<Variant> variants, int repetitions, Consumer<String> progress) {
    for (int i = 0; i < variants.size(); i++) {
      progress.accept(
          "warm-up %d of %d: %s".formatted(i + 1, variants.size(), variants.get(i).title()));
      variants.get(i).warmUp().run();
    }
    List<List<Double>> seconds = new ArrayList<>();
    variants.forEach(variant -> seconds.add(new ArrayList<>()));
    long start = System.nanoTime();
    for (int repetition = 1; repetition <= repetitions; repetition++) {
      for (int i = 0; i < variants.size(); i++) {
        progress.accept(
            "repetition %d of %d: %s%s"
                .formatted(
                    repetition,
                    repetitions,
                    variants.get(i).title(),
                    left(repetition - 1, repetitions, seconds, i, start)));
        seconds.get(i).add(variants.get(i).pass().seconds());
      }
    }
    List<Measurement> measured = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      measured.add(new Measurement(variants.get(i), seconds.get(i)));
    }
    return measured;
  }

  /** The time left, once every variant has been run. */
  private static String left(
      int done, int repetitions, List<List<Double>> seconds, int next, long start) {
    if (done == 0) {
      return "";
    }
    double once = 0;
    double onceToHere = 0;
    for (int i = 0; i < seconds.size(); i++) {
      double first = seconds.get(i).get(0);
      once += first;
      onceToHere += i < next ? first : 0;
    }
    double spent = (System.nanoTime() - start) / 1e9;
    double slower = spent / (done * once + onceToHere);
    double rest = ((repetitions - done) * once - onceToHere) * slower;
    return String.format(Locale.ROOT, ", about %.0f s left", rest);
  }
}
