// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.types.Metadata;

/**
 * Replaces calls by columns that {@link EarlyExitEval} adds below the node that calls. The same
 * call is evaluated once for a node and those on it, as for SELECT and WHERE.
 *
 * <p>Runs on plans that were checked, before the optimizer sees them: it copies expressions from
 * node to node, and a call is dear.
 */
final class ExtractCalls extends Rule<LogicalPlan> {
  private final SparkSession spark;

  ExtractCalls(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * The same plan without calls.
   *
   * @throws RuntimeException with a message for the user if a call stands where it cannot be
   *     evaluated, or its bundle or policy cannot be used
   */
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    LogicalPlan below = plan.mapChildren(this::apply);
    List<Expression> expressions = ScalaLists.toJava(below.expressions());
    LogicalPlan node =
        expressions.stream().anyMatch(ExtractCalls::hasSubquery)
            ? below.mapExpressions(this::inSubqueries)
            : below;
    if (Calls.innermost(node).isEmpty()) {
      return node;
    }
    CallPlaces.require(node);
    return node instanceof Aggregate aggregate
        ? AggregateCalls.split(aggregate, this::placed)
        : placed(node);
  }

  private static boolean hasSubquery(Expression expression) {
    return expression instanceof SubqueryExpression
        || ScalaLists.<Expression>toJava(expression.children()).stream()
            .anyMatch(ExtractCalls::hasSubquery);
  }

  private Expression inSubqueries(Expression expression) {
    Expression inside = expression.mapChildren(this::inSubqueries);
    return inside instanceof SubqueryExpression subquery
        ? subquery.withNewPlan(apply(subquery.plan()))
        : inside;
  }

  /** A call's texts may have calls themselves: they come first. */
  private LogicalPlan placed(LogicalPlan node) {
    LogicalPlan next = node;
    for (var call = Calls.innermost(next); call.isPresent(); call = Calls.innermost(next)) {
      next = placed(next, call.get());
    }
    if (next.output().size() == node.output().size()) {
      return next;
    }
    List<NamedExpression> before = ScalaLists.toJava(node.output());
    return new Project(ScalaLists.of(before), next);
  }

  private LogicalPlan placed(LogicalPlan node, EarlyExitCall call) {
    List<LogicalPlan> children = ScalaLists.toJava(node.children());
    int at = CallPlaces.child(node, call);
    EarlyExitEval eval = AnsweredCalls.find(children.get(at), call).orElse(null);
    if (eval == null) {
      eval = evaluated(call, children.get(at));
      children.set(at, eval);
    } else {
      children.set(at, AnsweredCalls.exposing(children.get(at), eval));
    }
    Expression answer = eval.result();
    return node.withNewChildren(ScalaLists.of(children))
        .mapExpressions(expression -> Calls.replace(expression, call, answer));
  }

  private EarlyExitEval evaluated(EarlyExitCall call, LogicalPlan child) {
    CallOptions options = CallOptions.of(call.options(), conf());
    AttributeReference result =
        new AttributeReference(
            EarlyExitCall.NAME,
            EarlyExitCall.TYPE,
            false,
            Metadata.empty(),
            NamedExpression.newExprId(),
            ScalaLists.of(new ArrayList<>()));
    return new EarlyExitEval(call, result, options.open(spark, call.texts().size() > 1), child);
  }
}
