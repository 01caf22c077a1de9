//! The store over an engine. What gathers while a commit is under way shares the next one, so that
//! durability costs one flush for many requests.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::planning::{Prepared, Request};
use super::sql::{self, Engine};
use super::{NewAnswer, OrganisationId, Receipt, StoreError, accepting};

/// How many answers share a commit at most, so that the first does not wait for ever.
const MOST_TOGETHER: usize = 4_096;
/// How many answers may wait or be at work; further ones are refused at once, so that nobody waits for seconds in a queue that
/// does not get shorter. What one request brings is always let in when nothing waits.
const WAITING: u32 = 8_192;

/// The store over an engine.
pub(super) struct Kept {
    pub engine: Arc<dyn Engine>,
    requests: mpsc::UnboundedSender<Waiting>,
    room: Arc<Semaphore>,
}

/// A request to keep answers, with whoever waits for it.
type Waiting = (Request, Asker);

/// Whoever waits, and the room that is taken until there is an answer.
struct Asker {
    reply: oneshot::Sender<Result<Receipt, StoreError>>,
    _room: OwnedSemaphorePermit,
}

impl Kept {
    /// The store over `engine`.
    pub fn new(engine: Arc<dyn Engine>) -> Kept {
        let (requests, waiting) = mpsc::unbounded_channel();
        tokio::spawn(accept_in_groups(engine.clone(), waiting));
        Kept {
            engine,
            requests,
            room: Arc::new(Semaphore::new(WAITING as usize)),
        }
    }

    /// Keeps answers in one transaction with those of others that wait.
    ///
    /// # Errors
    /// [`StoreError::Overloaded`] when too many wait.
    pub async fn accept_with_others(
        &self,
        organisation: OrganisationId,
        answers: Vec<NewAnswer>,
    ) -> Result<Receipt, StoreError> {
        let count = u32::try_from(answers.len()).map_or(WAITING, |count| count.min(WAITING));
        let room = self.room.clone().try_acquire_many_owned(count);
        let room = room.map_err(|_| StoreError::Overloaded)?;
        let answers = answers.into_iter().map(Prepared::new);
        let request = Request {
            organisation,
            answers: answers.collect::<Result<_, _>>()?,
        };
        let (reply, receipt) = oneshot::channel();
        let asker = Asker { reply, _room: room };
        self.requests
            .send((request, asker))
            .map_err(|_| StoreError::Closed)?;
        receipt.await.map_err(|_| StoreError::Closed)?
    }
}

async fn accept_in_groups(engine: Arc<dyn Engine>, mut waiting: mpsc::UnboundedReceiver<Waiting>) {
    while let Some((first, asker)) = waiting.recv().await {
        let mut together = first.answers.len();
        let (mut requests, mut askers) = (vec![first], vec![asker]);
        while together < MOST_TOGETHER
            && let Ok((next, asker)) = waiting.try_recv()
        {
            together += next.answers.len();
            requests.push(next);
            askers.push(asker);
        }
        let outcomes = accept_group(&*engine, requests.into()).await;
        for (asker, outcome) in askers.into_iter().zip(outcomes) {
            // The client may have gone; its answer is kept all the same.
            let _ = asker.reply.send(outcome);
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use banner_core::FeedbackReport;

    use super::super::sql::Work;
    use super::super::{Contents, Grade, ReporterId};
    use super::*;

    /// An engine that does nothing until it is told to, and then fails.
    struct Stuck(Arc<Semaphore>);

    #[async_trait::async_trait]
    impl Engine for Stuck {
        async fn write(&self, _: Work<()>) -> Result<(), StoreError> {
            let _go = self.0.acquire().await;
            Err(StoreError::Closed)
        }

        async fn read(&self, _: Work<()>) -> Result<(), StoreError> {
            Err(StoreError::Closed)
        }

        async fn back_up(&self, _: PathBuf) -> Result<(), StoreError> {
            Ok(())
        }

        async fn tend(&self, _: i64) -> Result<(), StoreError> {
            Ok(())
        }

        async fn close(&self) {}
    }

    fn answers(count: u32) -> Vec<NewAnswer> {
        let report: FeedbackReport = serde_json::from_str(
            r#"{"id": "01890a5d-ac96-774b-bcce-b302099a8057", "answer": "accurate", "level": "danger", "probability": 0.9,
                "findings": [], "model": "m", "grade": "signals",
                "message_key": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"}"#,
        )
        .unwrap();
        let new = |_| NewAnswer {
            report: report.clone(),
            reporter: ReporterId([1; 16]),
            grade: Grade::Signals,
            contents: Contents::default(),
            received_at: 0,
            network: None,
            sent: None,
        };
        (0..count).map(new).collect()
    }

    #[tokio::test]
    async fn more_than_can_be_kept_soon_is_refused_at_once() {
        let go = Arc::new(Semaphore::new(0));
        let kept = Arc::new(Kept::new(Arc::new(Stuck(go.clone()))));
        let send = |count| kept.accept_with_others(OrganisationId(1), answers(count));
        let mut waiting = Box::pin(send(WAITING - 1));
        let first = tokio::select! {
            biased;
            outcome = &mut waiting => panic!("it did not wait: {outcome:?}"),
            outcome = send(2) => outcome,
        };
        assert!(matches!(first, Err(StoreError::Overloaded)), "{first:?}");
        go.add_permits(1);
        assert!(matches!(waiting.await, Err(StoreError::Closed)));
        // There is room again, for a request of any size.
        let next = send(WAITING + 9).await;
        assert!(matches!(next, Err(StoreError::Closed)), "{next:?}");
    }
}
