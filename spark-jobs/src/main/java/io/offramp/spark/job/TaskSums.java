// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import java.util.HashMap;
import java.util.Map;

/**
 * What tasks have reported of one thing that only grows, such as rows: of each the newest word. A
 * report that was overtaken by a later one changes nothing.
 */
final class TaskSums {
  private final Map<Long, Double> byTask = new HashMap<>();

  /** A task says how much it is so far. */
  void report(long task, double value) {
    byTask.merge(task, value, Math::max);
  }

  /** Over all tasks. */
  double sum() {
    return byTask.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
