// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.metrics;

import io.offramp.engine.run.ScoringObservers;
import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Gives each executor's {@link ScoringMetrics} to Spark's metrics system: {@code
 * spark.plugins=io.offramp.spark.metrics.OfframpPlugin}. With a {@code local} master the driver is
 * the executor, and has them.
 */
public final class OfframpPlugin implements SparkPlugin {
  /** Spark makes one by this. */
  public OfframpPlugin() {}

  /** None: the driver scores nothing. */
  @Override
  public @Nullable DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  /** One executor's, from its start to its end. */
  private static final class Executor implements ExecutorPlugin {
    private @Nullable ScoringMetrics metrics;

    @Override
    public void init(PluginContext context, Map<String, String> extraConf) {
      ScoringMetrics made = new ScoringMetrics(context.metricRegistry());
      metrics = made;
      ScoringObservers.add(made);
    }

    @Override
    public void shutdown() {
      if (metrics != null) {
        ScoringObservers.remove(metrics);
      }
    }
  }
}
