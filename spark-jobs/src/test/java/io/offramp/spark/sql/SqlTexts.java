// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import io.offramp.calibration.policy.ExitPolicyParser;
import io.offramp.engine.bundle.Bundle;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import io.offramp.spark.ml.EarlyExitClassificationModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A session of its own with texts in view {@code t}, a bundle and a policy. */
final class SqlTexts {
  static final int ROWS = 120;
  static final String BUNDLE = "spark.offramp.bundle";
  static final String POLICY = "spark.offramp.policy";

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("text", DataTypes.StringType)
          .add("label", DataTypes.StringType);

  final SparkSession spark;
  final Bundle bundle = TinyBundle.get();
  private final Path folder;

  /**
   * @param spark whose extensions the session shares
   */
  SqlTexts(SparkSession spark, Path folder) {
    this.spark = spark.newSession();
    this.folder = folder;
    rows(this.spark).createOrReplaceTempView("t");
    this.spark.conf().set(BUNDLE, bundle.folder().toString());
    this.spark.conf().set(POLICY, policy(bundle, "policy.json"));
  }

  /** The file of a policy of a bundle. */
  String policy(Bundle of, String name) {
    Path file = folder.resolve(name);
    ExitPolicyParser.write(TinyBundle.policy(of, 0.92, 0.8), file);
    return file.toString();
  }

  /** Texts, of which every fiftieth is null, and the next one blank. */
  private static Dataset<Row> rows(SparkSession spark) {
    List<TinyBundle.Sample> samples = TinyBundle.samples(ROWS, 5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String text = i % 50 == 7 ? null : i % 50 == 8 ? " " : samples.get(i).text();
      rows.add(RowFactory.create(i, text, samples.get(i).label()));
    }
    // Not local: the optimizer would filter a local table itself.
    Dataset<Row> table = Tables.of(spark, SCHEMA, rows.toArray(new Row[0])).repartition(3);
    return spark.createDataFrame(table.javaRDD(), SCHEMA);
  }

  /** What the stage says of the same texts, by id. */
  List<Row> ofTheStage(String columns) {
    return new EarlyExitClassificationModel()
        .setBundle(bundle.folder().toString())
        .setPolicy(TinyBundle.policy(bundle, 0.92, 0.8))
        .transform(spark.table("t"))
        .orderBy("id")
        .selectExpr(columns.split(";"))
        .collectAsList();
  }

  List<Row> sql(String query) {
    return spark.sql(query).collectAsList();
  }

  /** How often the model is run for a query. */
  int evaluations(String query) {
    String plan = spark.sql(query).queryExecution().optimizedPlan().toString();
    return plan.split("EarlyExitEval", -1).length - 1;
  }
}
