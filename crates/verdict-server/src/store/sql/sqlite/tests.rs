//! What the writing thread bears.

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
