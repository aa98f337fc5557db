// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.offramp.spark.ml.InputColumns;
import io.offramp.spark.table.OutputPlace;
import io.offramp.spark.table.TableFormat;
import io.offramp.spark.table.TableReader;
import io.offramp.spark.table.TableWriter;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Copies a table with texts made harder; all other columns, labels and ids among them, stay. */
public final class NoiseJob {
  private NoiseJob() {}

  /**
   * Writes the copy as JSON lines.
   *
   * @return its rows
   * @throws RuntimeException with a message for the user if an input cannot be used
   */
  public static long run(SparkSession spark, NoiseRequest request) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    OutputPlace.requireWritable(request.out(), TableWriter.Mode.ERROR, hadoop);
    OutputPlace.requireApart(request.out(), request.data(), hadoop);
    Dataset<Row> rows =
        MalformedRows.hideText(
            TableReader.read(spark, request.data(), request.format()), request.columns().text());
    TextNoise noise = request.noise();
    UserDefinedFunction harder =
        udf((UDF1<String, String>) text -> noise.apply(text), DataTypes.StringType);
    String text = request.columns().text();
    InputColumns.text(rows.schema(), text, "--text-col");
    Dataset<Row> copy = rows.withColumn(text, harder.apply(col(InputColumns.quoted(text))));
    Optional<String> pair = request.columns().pairIn(rows.schema());
    if (pair.isPresent()) {
      copy = copy.withColumn(pair.get(), harder.apply(col(InputColumns.quoted(pair.get()))));
    }
    TableWriter.write(
        copy.drop(TableReader.MALFORMED), request.out(), TableFormat.JSONL, TableWriter.Mode.ERROR);
    return TableReader.read(spark, request.out(), Optional.of(TableFormat.JSONL)).count();
  }
}
