// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Finds and replaces calls in expressions. */
final class Calls {
  private Calls() {}

  /** A call of the node's own expressions in whose texts there is no other call. */
  static Optional<EarlyExitCall> innermost(LogicalPlan node) {
    return node instanceof EarlyExitEval ? Optional.empty() : firstOf(node.expressions());
  }

  /** The same in an expression. */
  static Optional<EarlyExitCall> innermost(Expression expression) {
    Optional<EarlyExitCall> inside = firstOf(expression.children());
    return inside.isEmpty() && expression instanceof EarlyExitCall call
        ? Optional.of(call)
        : inside;
  }

  private static Optional<EarlyExitCall> firstOf(
      scala.collection.Iterable<? extends Expression> expressions) {
    return ScalaLists.<Expression>toJava(expressions).stream()
        .flatMap(each -> innermost(each).stream())
        .findFirst();
  }

  /** The expression with an answer in place of a call, wherever it stands. */
  static Expression replace(Expression expression, EarlyExitCall call, Expression answer) {
    return isSame(expression, call)
        ? answer
        : expression.mapChildren(child -> replace(child, call, answer));
  }

  /** Whether two calls have the same answers; those of random texts have not. */
  static boolean isSame(Expression expression, EarlyExitCall call) {
    return expression == call
        || (expression instanceof EarlyExitCall && expression.semanticEquals(call));
  }
}
