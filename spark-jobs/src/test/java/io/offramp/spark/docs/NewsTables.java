// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import io.offramp.calibration.policy.ExitPolicy;
import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.cli.Cli;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the examples in Java and SQL speak of: a bundle, a policy, texts and traces. */
final class NewsTables {
  private static final int ROWS = 600;

  final SparkSession spark;
  final Bundle bundle = TinyBundle.get();
  private final Path folder;

  NewsTables(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  ExitPolicy policy() {
    return TinyBundle.policy(bundle, 0.92, 0.8);
  }

  String policyFile() {
    Path file = folder.resolve("policy.json");
    ExitPolicyParser.write(policy(), file);
    return file.toString();
  }

  /** Columns id, text and label. */
  Dataset<Row> texts() {
    return spark.read().json(textsFile());
  }

  private String textsFile() {
    return Tables.text(folder.resolve("texts.jsonl"), Tables.jsonl(TinyBundle.samples(ROWS, 41)));
  }

  /** The same rows as {@code offramp trace} writes them. */
  Dataset<Row> traces() {
    String out = folder.resolve("traces").toString();
    Cli run =
        Cli.run(
            "trace", "--bundle", bundle.folder().toString(), "--data", textsFile(), "--out", out);
    if (run.code() != 0) {
      throw new IllegalStateException(run.err());
    }
    return spark.read().parquet(out);
  }
}
