// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Window;

/** Says where calls can be evaluated, and refuses the other places. */
final class CallPlaces {
  /** Nodes whose expressions are about the rows of their children. */
  private static final List<Class<? extends LogicalPlan>> NODES =
      List.of(
          Project.class,
          Filter.class,
          Sort.class,
          Aggregate.class,
          Join.class,
          Window.class,
          Generate.class,
          Expand.class,
          RepartitionByExpression.class);

  private CallPlaces() {}

  /**
   * Refuses a node that is none of a query's.
   *
   * @throws IllegalArgumentException naming it
   */
  static void require(LogicalPlan node) {
    if (NODES.stream().noneMatch(known -> known.isInstance(node))) {
      throw new IllegalArgumentException(
          "Cannot evaluate early_exit in %s (must stand in a query's select list, WHERE, GROUP BY, ORDER BY or ON; call it in a subquery first)"
              .formatted(node.nodeName()));
    }
  }

  /**
   * The index of the child that has all columns of a call's texts.
   *
   * @throws IllegalArgumentException if there is none, or the texts are not those of a row
   */
  static int child(LogicalPlan node, EarlyExitCall call) {
    call.texts().forEach(text -> requireOfRow(text, call));
    List<LogicalPlan> children = ScalaLists.toJava(node.children());
    for (int i = 0; i < children.size(); i++) {
      if (call.references().subsetOf(children.get(i).outputSet())) {
        return i;
      }
    }
    throw refusal(
        call, "its texts are of both sides of a join (join first, then call it in WHERE)");
  }

  private static void requireOfRow(Expression text, EarlyExitCall call) {
    if (text instanceof OuterReference) {
      throw refusal(
          call,
          "a text is of the query around a subquery (call it there, or join instead of the subquery)");
    }
    if (text instanceof NamedLambdaVariable) {
      throw refusal(
          call, "a text is the variable of a lambda (explode the array first, then call it)");
    }
    if (text instanceof AggregateExpression || text instanceof WindowExpression) {
      throw refusal(
          call, "a text is computed over many rows (compute it in a subquery, then call it)");
    }
    ScalaLists.<Expression>toJava(text.children()).forEach(child -> requireOfRow(child, call));
  }

  private static IllegalArgumentException refusal(EarlyExitCall call, String why) {
    return new IllegalArgumentException("Cannot evaluate %s: %s".formatted(call.sql(), why));
  }
}
