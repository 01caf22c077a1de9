//! The words in braces of the store's statements, as SQLite takes them.

/// A statement with words in braces, for one of the rows, which has so many columns.
pub(super) fn for_one_row(sql: &str, columns: usize) -> String {
    let marks = vec!["?"; columns].join(", ");
    let keys: Vec<String> = (1..=columns).map(|n| format!("? AS k{n}")).collect();
    let mut sql = without_lock(sql)
        .replace("{rows}", &format!("VALUES ({marks})"))
        .replace("{keys}", &format!("(SELECT {}) AS k", keys.join(", ")));
    if sql.contains("{using}") {
        // A DELETE has one table here; the row's values stand in its condition, by which the table is searched.
        sql = sql.replace("{using} ", "");
        for n in (1..=columns).rev() {
            sql = sql.replace(&format!("k.k{n}"), &format!("?{n}"));
        }
    }
    sql
}

/// A transaction that writes holds the whole file already.
pub(super) fn without_lock(sql: &str) -> String {
    sql.replace("{lock}", "")
}
