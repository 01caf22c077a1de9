//! A table whose rows become cards on narrow screens.

use leptos::prelude::*;

/// A column.
#[derive(Debug, Clone)]
pub(in crate::dashboard) struct Column {
    /// Its name.
    pub name: String,
    /// Whether it holds numbers, which stand to the end.
    pub is_number: bool,
}

impl Column {
    /// A column of words.
    pub fn text(name: &str) -> Column {
        Column {
            name: name.to_owned(),
            is_number: false,
        }
    }

    /// A column of numbers.
    pub fn number(name: &str) -> Column {
        Column {
            name: name.to_owned(),
            is_number: true,
        }
    }
}

/// One cell a column in each row; the first names the row. The roles are spelt out, since the
/// layout of cards takes them away, and every cell carries its column's name for it.
pub(in crate::dashboard) fn data_table(
    caption: &str,
    columns: &[Column],
    rows: Vec<Vec<AnyView>>,
) -> AnyView {
    let head: Vec<_> = columns
        .iter()
        .map(|column| {
            let class = column.is_number.then_some("number");
            view! { <th role="columnheader" scope="col" class=class>{column.name.clone()}</th> }
        })
        .collect();
    let rows: Vec<_> = rows.into_iter().map(|cells| row(columns, cells)).collect();
    view! {
        <table class="cards" role="table">
            <caption>{caption.to_owned()}</caption>
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(columns: &[Column], cells: Vec<AnyView>) -> AnyView {
    let cells: Vec<_> = columns
        .iter()
        .zip(cells)
        .enumerate()
        .map(|(at, (column, cell))| {
            let class = column.is_number.then_some("number");
            let name = column.name.clone();
            if at == 0 {
                view! { <th role="rowheader" scope="row" class=class data-name=name>{cell}</th> }
                    .into_any()
            } else {
                view! { <td role="cell" class=class data-name=name>{cell}</td> }.into_any()
            }
        })
        .collect();
    view! { <tr role="row">{cells}</tr> }.into_any()
}
