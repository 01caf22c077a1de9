//! What the writing thread bears.

use super::writing::write_or_recover;
use super::*;

#[test]
fn work_that_panics_fails_alone_and_leaves_nothing() {
    let mut connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch("CREATE TABLE t (n INTEGER)")
        .unwrap();
    let insert = |then_panic: bool| -> Work<()> {
        Box::new(move |transaction| {
            Box::pin(async move {
                transaction.run("INSERT INTO t VALUES (1)", vec![]).await?;
                assert!(!then_panic, "as a fault in the code would");
                Ok(())
            })
        })
    };
    assert!(write_or_recover(&mut connection, insert(true)).is_err());
    assert!(write_or_recover(&mut connection, insert(false)).is_ok());
    let count: i64 = connection
        .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
}

#[test]
fn what_is_deleted_row_by_row_is_searched_for_by_its_whole_key() {
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE t (a INTEGER, b BLOB, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;
             INSERT INTO t VALUES (1, x'01'), (1, x'02')",
        )
        .unwrap();
    let sql = for_one_row(
        "DELETE FROM t AS t {using} WHERE t.a = k.k1 AND t.b = k.k2",
        2,
    );
    let plan: String = connection
        .query_row(&format!("EXPLAIN QUERY PLAN {sql}"), (1, [1_u8]), |row| {
            row.get("detail")
        })
        .unwrap();
    assert!(plan.contains("(a=? AND b=?)"), "{plan}");
    assert_eq!(connection.execute(&sql, (1, [1_u8])), Ok(1));
}

#[test]
fn a_tenth_column_is_not_taken_for_the_first() {
    let conditions: Vec<String> = (1..=11).map(|n| format!("t.c{n} = k.k{n}")).collect();
    let sql = format!(
        "DELETE FROM t AS t {{using}} WHERE {}",
        conditions.join(" AND ")
    );
    let written = for_one_row(&sql, 11);
    assert!(
        written.ends_with("t.c9 = ?9 AND t.c10 = ?10 AND t.c11 = ?11"),
        "{written}"
    );
}
