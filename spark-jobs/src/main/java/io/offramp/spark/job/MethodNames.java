// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.calibration.baseline.Baselines;
import io.offramp.calibration.certify.CalibrationMethod;
import io.offramp.calibration.certify.CalibrationOptions;
import io.offramp.calibration.certify.Goal;
import io.offramp.calibration.certify.Methods;
import io.offramp.calibration.json.NearestName;
import io.offramp.calibration.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The methods that a backtest can compare, by their names. */
public final class MethodNames {
  private MethodNames() {}

  /** All names, the recommended method's first. */
  public static List<String> all() {
    return everything(CalibrationOptions.DEFAULT).stream().map(CalibrationMethod::id).toList();
  }

  /**
   * Checks names.
   *
   * @throws IllegalArgumentException if a method has not that name, listing those there are
   */
  static void require(List<String> names) {
    List<String> known = all();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "Cannot compare method '%s' (must be all, or some of %s; did you mean %s?)"
                .formatted(name, String.join(", ", known), NearestName.to(name, known)));
      }
    }
  }

  /**
   * The methods of these names, the recommended one first whether it is named or not.
   *
   * @param names none for all that support the goal
   * @param trace to be tried on
   * @throws IllegalArgumentException if one does not support the goal, or the trace
   */
  static List<CalibrationMethod> of(
      List<String> names, Goal goal, CalibrationOptions options, Trace trace) {
    List<String> unfit =
        Baselines.all().stream().map(CalibrationMethod::id).collect(Collectors.toList());
    Baselines.of(trace).forEach(method -> unfit.remove(method.id()));
    List<CalibrationMethod> chosen = new ArrayList<>();
    for (CalibrationMethod method : everything(options)) {
      boolean named = names.contains(method.id());
      if (unfit.contains(method.id())) {
        if (named) {
          throw new IllegalArgumentException(
              "Cannot compare method '%s': it compares answers that are labels, and those of the traces are numbers (leave it out of --methods)"
                  .formatted(method.id()));
        }
        continue;
      }
      if (named && !method.supports(goal)) {
        throw new IllegalArgumentException(
            "Cannot compare method '%s': it knows nothing of a bound that is asked for, or of the signal (leave it out of --methods)"
                .formatted(method.id()));
      }
      if (chosen.isEmpty() || (method.supports(goal) && (named || names.isEmpty()))) {
        chosen.add(method);
      }
    }
    return chosen;
  }

  private static List<CalibrationMethod> everything(CalibrationOptions options) {
    List<CalibrationMethod> methods = new ArrayList<>(Methods.all(options));
    methods.addAll(Baselines.all());
    return methods;
  }
}
