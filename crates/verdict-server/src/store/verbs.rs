//! Says each verb once: what it means, what it takes, what it gives and where it is done.

/// Makes the trait `Store` of the verbs, and what fulfils it over an engine.
macro_rules! verbs {
    ($(
        $(#[$meaning:meta])*
        fn $verb:ident($($argument:ident: $type:ty),*) -> $result:ty = $done:path;
    )*) => {
        /// Keeps answers, for organisations that know nothing of each other. An engine behind it
        /// may be replaced without anyone else noticing.
        #[async_trait]
        pub trait Store: Send + Sync {
            /// Keeps all of `answers` or none of them. When it returns `Ok`, they are on the disk.
            ///
            /// An answer that is kept already, with the same content, is counted as a duplicate. A
            /// second answer of one reporter on one message replaces the first, which is kept as
            /// history.
            ///
            /// # Errors
            /// [`StoreError::Conflict`] when one has the id of a kept answer with another content.
            async fn accept(
                &self,
                organisation: OrganisationId,
                answers: Vec<NewAnswer>,
            ) -> Result<Receipt, StoreError>;

            /// Does what has to be done from time to time, such as making partitions for months
            /// to come.
            async fn tend(&self, now: i64) -> Result<(), StoreError>;

            /// Writes a copy of everything, as it is at one moment, to a new file, while others go on.
            ///
            /// # Errors
            /// [`StoreError::BackUpElsewhere`] for an engine with tools of its own.
            async fn back_up(&self, to: &std::path::Path) -> Result<(), StoreError>;

            /// Finishes what is being written and lets go of the files. Whatever is asked later fails.
            async fn close(&self);

            $(
                $(#[$meaning])*
                async fn $verb(&self, $($argument: $type),*) -> Result<$result, StoreError>;
            )*
        }

        #[async_trait]
        impl Store for kept::Kept {
            async fn accept(
                &self,
                organisation: OrganisationId,
                answers: Vec<NewAnswer>,
            ) -> Result<Receipt, StoreError> {
                self.accept_with_others(organisation, answers).await
            }

            async fn tend(&self, now: i64) -> Result<(), StoreError> {
                self.engine.tend(now).await
            }

            async fn back_up(&self, to: &std::path::Path) -> Result<(), StoreError> {
                self.engine.back_up(to.to_owned()).await
            }

            async fn close(&self) {
                self.engine.close().await;
            }

            $(
                async fn $verb(&self, $($argument: $type),*) -> Result<$result, StoreError> {
                    $done(&*self.engine, $($argument),*).await
                }
            )*
        }
    };
}
