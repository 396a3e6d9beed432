using Community.Companion.Data;
using Community.Companion.Words;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Meaning;

/// <summary>
/// Writes searchable items, in the transaction of the change. Transactions that write two versions of one thing hold its row meanwhile, and
/// compare versions there. The vector follows after the commit, from <see cref="EmbeddingWork"/>.
/// </summary>
internal static class MeaningItems
{
    /// <summary>
    /// Writes the present texts of a thing. Repeating it changes nothing; a changed text has no vector until it is embedded.
    /// </summary>
    public static Task<int> SetMeaningAsync(this CompanionDb db, MeaningItem item)
    {
        if (!item.IsListed)
        {
            return db.RemoveMeaningAsync(item.Kind, item.Id);
        }

        var (titleTerms, terms) = (WordForms.TermsIn(item.Title), WordForms.TermsIn($"{item.Title} {item.Text}"));
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO meaning_items (kind, id, is_listed, title, summary, text, is_public, ends_at, title_terms, terms, changed_at)
            VALUES ({item.Kind}, {item.Id}, true, {item.Title}, {MeaningText.Summary(item.Summary)}, {item.Text}, {item.IsPublic},
                {item.EndsAt?.ToUniversalTime()}, {titleTerms.ToArray()}, {terms.ToArray()}, now())
            ON CONFLICT (kind, id) DO UPDATE SET
                is_listed = true, title = excluded.title, summary = excluded.summary, text = excluded.text, is_public = excluded.is_public,
                ends_at = excluded.ends_at, title_terms = excluded.title_terms, terms = excluded.terms, revision = meaning_items.revision + 1,
                model = CASE WHEN meaning_items.title = excluded.title AND meaning_items.text = excluded.text THEN meaning_items.model ELSE '' END,
                vector = CASE WHEN meaning_items.title = excluded.title AND meaning_items.text = excluded.text THEN meaning_items.vector END,
                claimed_until = NULL, changed_in = pg_current_xact_id(), changed_at = now()
            WHERE (meaning_items.is_listed, meaning_items.title, meaning_items.summary, meaning_items.text, meaning_items.is_public)
                    IS DISTINCT FROM (true, excluded.title, excluded.summary, excluded.text, excluded.is_public)
                OR meaning_items.ends_at IS DISTINCT FROM excluded.ends_at
            """
        );
    }

    /// <summary>
    /// Removes a thing from the search and deletes its texts. The row tells every instance so, and is deleted after a day.
    /// </summary>
    public static Task<int> RemoveMeaningAsync(this CompanionDb db, string kind, Guid id) =>
        db.Database.ExecuteSqlAsync(
            $$"""
            UPDATE meaning_items SET
                is_listed = false, title = '', summary = '', text = '', title_terms = '{}', terms = '{}', model = '', vector = NULL, ends_at = NULL,
                revision = revision + 1, claimed_until = NULL, changed_in = pg_current_xact_id(), changed_at = now()
            WHERE kind = {{kind}} AND id = {{id}} AND is_listed
            """
        );
}
