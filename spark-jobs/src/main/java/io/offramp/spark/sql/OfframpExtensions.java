// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import java.io.Serializable;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Function1;
import scala.Tuple3;
import scala.collection.Seq;
import scala.runtime.BoxedUnit;

/**
 * Gives a session the SQL function {@code early_exit}: {@code
 * spark.sql.extensions=io.offramp.spark.sql.OfframpExtensions}, with {@code spark.offramp.bundle}
 * and {@code spark.offramp.policy} for what it is to compute.
 */
public final class OfframpExtensions
    implements Function1<SparkSessionExtensions, BoxedUnit>, Serializable {
  private static final long serialVersionUID = 1L;
  private static final String USAGE =
      "_FUNC_(text[, text_pair][, options]) - Classifies a text with the bundle spark.offramp.bundle and the exit policy spark.offramp.policy, or those that the map options names; gives a struct of prediction, confidence, exit, cost, truncated and error.";

  /** Spark calls it by the name in {@code spark.sql.extensions}. */
  public OfframpExtensions() {}

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    injectFunction(extensions);
    // Before the optimizer, which would copy calls; after the check, whose messages are Spark's.
    extensions.injectPlanNormalizationRule(ExtractCalls::new);
    extensions.injectOptimizerRule(session -> new PushThroughCalls());
    extensions.injectPlannerStrategy(session -> new EarlyExitStrategy());
    return BoxedUnit.UNIT;
  }

  /** Raw, as the type of the builder's sequence differs between versions of Scala. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void injectFunction(SparkSessionExtensions extensions) {
    Function1<Seq<Expression>, Expression> builder =
        arguments -> new EarlyExitCall(ScalaLists.of(ScalaLists.toJava(arguments)));
    ExpressionInfo info =
        new ExpressionInfo(
            EarlyExitCall.class.getName(),
            "",
            EarlyExitCall.NAME,
            USAGE,
            "",
            "",
            "",
            "",
            "",
            "",
            "");
    extensions.injectFunction(
        (Tuple3) new Tuple3<>(new FunctionIdentifier(EarlyExitCall.NAME), info, builder));
  }
}
