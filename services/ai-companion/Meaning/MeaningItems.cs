using Community.Companion.Data;
using Community.Companion.Words;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Meaning;

/// <summary>
/// Writes what can be found, in the transaction of what it is about: who writes two versions of one thing holds its row meanwhile, and compares
/// versions there. The vector follows after the commit, from <see cref="EmbeddingWork"/>.
/// </summary>
internal static class MeaningItems
{
    /// <summary>Says what something is, or is now. The same again changes nothing; a text that changed has no vector until it is embedded.</summary>
    public static Task<int> SetMeaningAsync(this CompanionDb db, MeaningItem item)
    {
        if (!item.IsListed)
        {
            return db.RemoveMeaningAsync(item.Kind, item.Id);
        }

        var (titleTerms, terms) = (WordForms.TermsIn(item.Title), WordForms.TermsIn($"{item.Title} {item.Text}"));
        return db.Database.ExecuteSqlAsync($"""
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
            """);
    }

    /// <summary>Nobody finds it any more, and nothing of what it said is kept. The row says so to every instance, and goes after a day.</summary>
    public static Task<int> RemoveMeaningAsync(this CompanionDb db, string kind, Guid id) =>
        db.Database.ExecuteSqlAsync($$"""
            UPDATE meaning_items SET
                is_listed = false, title = '', summary = '', text = '', title_terms = '{}', terms = '{}', model = '', vector = NULL, ends_at = NULL,
                revision = revision + 1, claimed_until = NULL, changed_in = pg_current_xact_id(), changed_at = now()
            WHERE kind = {{kind}} AND id = {{id}} AND is_listed
            """);
}
