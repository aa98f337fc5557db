// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.encoder.Precision;
import io.offramp.spark.fixture.SparkExtension;
import io.offramp.spark.fixture.Tables;
import io.offramp.spark.fixture.TinyBundle;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SparkExtension.class)
final class TracesTest {
  private static final StructType SCHEMA = new StructType().add("text", DataTypes.StringType);

  private final Dataset<Row> input;
  private final Bundle bundle = TinyBundle.get();

  TracesTest(SparkSession spark) {
    input =
        Tables.of(
            spark,
            SCHEMA,
            RowFactory.create("apple pear plum"),
            RowFactory.create((String) null),
            RowFactory.create("rain snow wind ".repeat(20)));
  }

  @Test
  void of_rows_haveEveryExitsProbabilities() {
    List<Row> rows =
        Traces.of(input, bundle, Precision.FP32, "text", "text_pair", 2)
            .selectExpr(
                "size(probabilities)",
                "transform(probabilities, p -> size(p))",
                "aggregate(probabilities, 0D, (s, p) -> s + aggregate(p, 0D, (t, q) -> t + q))",
                "array_position(probabilities[2], array_max(probabilities[2]))",
                "truncated",
                "error")
            .collectAsList();
    assertThat(rows).hasSize(3);
    for (int i : new int[] {0, 2}) {
      Row row = rows.get(i);
      assertThat(row.getInt(0)).isEqualTo(3);
      assertThat(row.<Integer>getList(1)).containsExactly(3, 3, 3);
      assertThat(row.getDouble(2)).isCloseTo(3, within(1e-5));
      assertThat(row.getLong(3)).isEqualTo(i == 0 ? 1 : 3); // fruit, weather
      assertThat(row.getBoolean(4)).isEqualTo(i == 2);
      assertThat(row.isNullAt(5)).isTrue();
    }
    assertThat(rows.get(1).isNullAt(4)).isTrue();
    assertThat(rows.get(1).getString(5)).isEqualTo("text is null");
  }

  @Test
  void of_missingTextColumn_namesTheFlag() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Traces.of(input, bundle, Precision.FP32, "body", "text_pair", 2))
        .withMessage(
            "Cannot find column 'body' (the input has [text]; name the right one with --text-col)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Traces.of(input, TinyBundle.pairs(), Precision.FP32, "text", "second", 2))
        .withMessageContaining("Cannot find column 'second'")
        .withMessageContaining("--text-pair-col");
  }
}
