// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import io.offramp.engine.encoder.Precision;
import io.offramp.spark.ml.TextScoring;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;

/**
 * What a call is to compute: the options that it names, else those of the session, as {@code
 * spark.offramp.bundle}.
 */
final class CallOptions {
  private static final String PREFIX = "spark.offramp.";
  private static final String BUNDLE = "bundle";
  private static final String POLICY = "policy";
  private static final String PRECISION = "precision";
  private static final String DEDUPE = "dedupe";
  private static final List<String> NAMES = List.of(BUNDLE, POLICY, PRECISION, DEDUPE);

  private final Map<String, String> values;

  private CallOptions(Map<String, String> values) {
    this.values = values;
  }

  /**
   * The options of a call in a session. A call that names its bundle leaves the session's policy
   * alone, as that is of another bundle.
   *
   * @throws IllegalArgumentException if there is no option of a name
   */
  static CallOptions of(Map<String, String> named, SQLConf session) {
    for (String name : named.keySet()) {
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "Cannot use option '%s' of early_exit (must be one of %s)"
                .formatted(name, String.join(", ", NAMES)));
      }
    }
    Map<String, String> values = new TreeMap<>();
    for (String name : NAMES) {
      boolean ofAnother = name.equals(POLICY) && named.containsKey(BUNDLE);
      String value =
          named.getOrDefault(name, ofAnother ? "" : session.getConfString(PREFIX + name, ""));
      if (!value.isBlank()) {
        values.put(name, value);
      }
    }
    return new CallOptions(values);
  }

  /**
   * Opens the bundle and the policy.
   *
   * @param pairs whether the call has two texts
   * @throws RuntimeException with a message for the user if there is no bundle, or what there is
   *     does not fit together
   */
  TextScoring open(SparkSession spark, boolean pairs) {
    String bundle = values.get(BUNDLE);
    if (bundle == null) {
      throw new IllegalArgumentException(
          "Cannot call early_exit: no bundle is named (set spark.offramp.bundle, or call early_exit(text, map('bundle', '/shared/news.bundle')))");
    }
    return TextScoring.of(
        spark, bundle, Optional.ofNullable(values.get(POLICY)), precision(), dedupe(), pairs);
  }

  private Precision precision() {
    String id = values.getOrDefault(PRECISION, Precision.FP32.id());
    return Arrays.stream(Precision.values())
        .filter(precision -> precision.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot use precision '%s' for early_exit (must be one of %s; a query has no rows to choose by)"
                        .formatted(
                            id, Arrays.stream(Precision.values()).map(Precision::id).toList())));
  }

  private boolean dedupe() {
    String value = values.getOrDefault(DEDUPE, "false");
    if (!List.of("true", "false").contains(value)) {
      throw new IllegalArgumentException(
          "Cannot use dedupe '%s' for early_exit (must be true or false)".formatted(value));
    }
    return Boolean.parseBoolean(value);
  }
}
