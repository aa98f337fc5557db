// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * GPUs for the tasks that score, and for no others: Spark's {@code spark.task.resource.gpu.amount}
 * gives every task of an application its share, those too that only read and parse, of which then
 * no more run at a time than there are shares.
 *
 * <p>With {@link #SETTING}, stages that score ask for their share themselves, by a resource profile
 * for tasks. Spark has such profiles for RDDs only, and one for all of a stage; so rows go through
 * an RDD, and what is to run without a GPU must be in another stage.
 */
public final class ScoringGpus {
  /** Spark's setting of how many GPUs, or which part of one, a scoring task gets. */
  static final String SETTING = OfframpSettings.PREFIX + "gpus-per-task";

  private static final String OF_TASKS = "spark.task.resource.gpu.amount";
  private static final String OF_EXECUTORS = "spark.executor.resource.gpu.amount";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  /** The last one made: two stages of one job must have the same. */
  private static @Nullable Made made;

  private record Made(String application, double amount, ResourceProfile profile) {}

  private ScoringGpus() {}

  /**
   * Whether scoring tasks ask for GPUs and others do not, so that it pays to read in a stage of its
   * own.
   *
   * @throws IllegalArgumentException if the session's settings ask for what cannot be
   */
  public static boolean areApart(SparkSession session) {
    return amount(session.sparkContext()).isPresent();
  }

  /**
   * {@code rows.mapPartitions} in tasks with GPUs. Where these are apart, Spark's adaptive
   * execution runs the stages before it at once, and not when the result is asked for.
   *
   * @param schema of what the function returns
   * @throws IllegalArgumentException if the session's settings ask for what cannot be
   */
  static Dataset<Row> mapPartitions(
      Dataset<Row> rows, MapPartitionsFunction<Row, Row> function, StructType schema) {
    Optional<ResourceProfile> profile = profile(rows.sparkSession().sparkContext());
    if (profile.isEmpty()) {
      return rows.mapPartitions(function, Encoders.row(schema));
    }
    JavaRDD<Row> scored = rows.javaRDD().mapPartitions(function::call);
    return rows.sparkSession().createDataFrame(scored.withResources(profile.get()), schema);
  }

  /**
   * The same RDD, of tasks with GPUs.
   *
   * @throws IllegalArgumentException if the session's settings ask for what cannot be
   */
  public static <T> JavaRDD<T> with(JavaRDD<T> rows) {
    return profile(rows.context()).map(rows::withResources).orElse(rows);
  }

  private static Optional<ResourceProfile> profile(SparkContext context) {
    return amount(context).map(amount -> profile(context.applicationId(), amount));
  }

  private static synchronized ResourceProfile profile(String application, double amount) {
    if (made == null || !made.application().equals(application) || made.amount() != amount) {
      ResourceProfile profile =
          new ResourceProfileBuilder()
              .require(new TaskResourceRequests().resource(TaskDevice.RESOURCE, amount))
              .build();
      made = new Made(application, amount, profile);
    }
    return made.profile();
  }

  private static Optional<Double> amount(SparkContext context) {
    return amount(context.getConf(), context.master());
  }

  /**
   * What the settings say.
   *
   * @param master Spark's, such as {@code spark://host:7077}
   * @return empty: what all tasks have
   * @throws IllegalArgumentException if they ask for what cannot be
   */
  static Optional<Double> amount(SparkConf conf, String master) {
    String text = conf.get(SETTING, "").trim();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    double amount = number(text, SETTING);
    if (!(amount > 0) || (amount > 1 && amount != Math.rint(amount))) {
      throw refusal(text, "must be a part of one, such as 0.5, or a whole number");
    }
    if (master.startsWith("local")) {
      throw refusal(
          text,
          "master %s has no executors with resources; leave the setting out".formatted(master));
    }
    if (conf.getBoolean(DYNAMIC, false)) {
      throw refusal(
          text,
          "with %s=true Spark would look for executors of another kind; set it to false, or give every task its share with %s"
              .formatted(DYNAMIC, OF_TASKS));
    }
    if (!conf.get(OF_TASKS, "").isEmpty()) {
      throw refusal(text, "every task has some already; leave out one, this or " + OF_TASKS);
    }
    String executors = conf.get(OF_EXECUTORS, "0");
    if (number(executors, OF_EXECUTORS) < amount) {
      throw refusal(text, "an executor has %s; set %s to more".formatted(executors, OF_EXECUTORS));
    }
    return Optional.of(amount);
  }

  private static double number(String text, String setting) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Cannot use %s '%s' (must be a number)".formatted(setting, text), e);
    }
  }

  private static IllegalArgumentException refusal(String amount, String why) {
    return new IllegalArgumentException(
        "Cannot give scoring tasks %s GPUs by %s (%s)".formatted(amount, SETTING, why));
  }
}
