//! The store over an engine. What gathers while a commit is under way shares the next one, so that
//! durability costs one flush for many requests.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::planning::{Prepared, Request};
use super::sql::{self, Engine};
use super::{NewAnswer, OrganisationId, Receipt, StoreError, accepting};

/// How many answers share a commit at most, so that the first does not wait for ever.
const MOST_TOGETHER: usize = 4_096;
/// How many requests may wait for their turn; further ones wait to be let in.
const WAITING: usize = 4_096;

/// The store over an engine.
pub(super) struct Kept {
    pub engine: Arc<dyn Engine>,
    requests: mpsc::Sender<Waiting>,
}

/// A request to keep answers, with whoever waits for it.
type Waiting = (Request, oneshot::Sender<Result<Receipt, StoreError>>);

impl Kept {
    /// The store over `engine`.
    pub fn new(engine: Arc<dyn Engine>) -> Kept {
        let (requests, waiting) = mpsc::channel(WAITING);
        tokio::spawn(accept_in_groups(engine.clone(), waiting));
        Kept { engine, requests }
    }

    /// Keeps answers in one transaction with those of others that wait.
    pub async fn accept_with_others(
        &self,
        organisation: OrganisationId,
        answers: Vec<NewAnswer>,
    ) -> Result<Receipt, StoreError> {
        let answers = answers.into_iter().map(Prepared::new);
        let request = Request {
            organisation,
            answers: answers.collect::<Result<_, _>>()?,
        };
        let (reply, receipt) = oneshot::channel();
        let request = (request, reply);
        self.requests
            .send(request)
            .await
            .map_err(|_| StoreError::Closed)?;
        receipt.await.map_err(|_| StoreError::Closed)?
    }
}

async fn accept_in_groups(engine: Arc<dyn Engine>, mut waiting: mpsc::Receiver<Waiting>) {
    while let Some((first, reply)) = waiting.recv().await {
        let mut together = first.answers.len();
        let (mut requests, mut replies) = (vec![first], vec![reply]);
        while together < MOST_TOGETHER
            && let Ok((next, reply)) = waiting.try_recv()
        {
            together += next.answers.len();
            requests.push(next);
            replies.push(reply);
        }
        let outcomes = accept_group(&*engine, requests.into()).await;
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            // The client may have gone; its answer is kept all the same.
            let _ = reply.send(outcome);
        }
    }
}

/// Keeps what can be kept, in one transaction, and says what became of each request. Where the
/// engine does not take the rows of one, it is refused alone: nobody pays for another.
async fn accept_group(
    engine: &dyn Engine,
    requests: Arc<[Request]>,
) -> Vec<Result<Receipt, StoreError>> {
    let all = 0..requests.len();
    let problem = match accept_some(engine, &requests, all.clone()).await {
        Ok(outcomes) => return outcomes,
        Err(problem) => problem,
    };
    tracing::error!(error = %problem, requests = requests.len(), "answers could not be kept");
    if !matches!(problem, StoreError::Refused(_)) || requests.len() == 1 {
        return all.map(|_| Err(problem.clone())).collect();
    }
    let mut outcomes = Vec::with_capacity(requests.len());
    for one in all {
        let alone = accept_some(engine, &requests, one..one + 1).await;
        outcomes
            .push(alone.and_then(|mut outcome| outcome.pop().unwrap_or(Err(StoreError::Closed))));
    }
    outcomes
}

/// Keeps some of the requests in one transaction.
async fn accept_some(
    engine: &dyn Engine,
    requests: &Arc<[Request]>,
    which: std::ops::Range<usize>,
) -> Result<Vec<Result<Receipt, StoreError>>, StoreError> {
    let group = requests.clone();
    sql::write_again(engine, move |transaction| {
        Box::pin(async move {
            let some = group.get(which).unwrap_or_default();
            accepting::accept(transaction, some).await
        })
    })
    .await
}
