using Enforcement.Cases;
using Enforcement.Tests.Harness;
using static Enforcement.Tests.Escalations.LetterBench;

namespace Enforcement.Tests.Escalations;

/// <summary>What the tables say when all is over, whoever wrote them.</summary>
internal static class LettersInTheEnd
{
    public static async Task HoldAsync(TestDatabase database)
    {
        await NoneAsync(
            database,
            """
            select c.number || ' ' || count(h.*) from cases c left join case_holdings h on h.county_code = c.county_code and h.case_id = c.id
                and h.to_at is null
            group by c.county_code, c.id, c.number having count(h.*) <> 1
            """,
            "not held by one"
        );
        await NoneAsync(
            database,
            """
            select h.case_id || ' ' || h.seq from case_holdings h join escalations e on e.county_code = h.county_code and e.case_id = h.case_id
            where h.organization = e.receiver_org and h.from_at < e.sent_at and not exists (select from escalations o
                where o.case_id = h.case_id and o.receiver_org = h.organization and o.sent_at <= h.from_at)
            """,
            "held by a receiver before its letter"
        );
        await NoneAsync(
            database,
            """
            select h.case_id || ' ' || h.seq from case_holdings h
            where h.organization <> $1 and not exists (select from escalations e where e.case_id = h.case_id
                and (e.receiver_org = h.organization and h.from_at >= least((e.receipt ->> 'at')::timestamptz, e.sign_due)
                    or e.negotiation -> 'report' ->> 'superior' = h.organization))
                and exists (select from cases c where c.id = h.case_id and c.owner_org = $1)
            """,
            "away from the sender before it was signed for or overdue",
            Township
        );
        await NoneAsync(
            database,
            """
            select a.number from escalations a join escalations b on a.number = b.number and a.case_id <> b.case_id
            """,
            "one number, two cases"
        );
        await NoneAsync(
            database,
            """
            select chain_id || ' ' || count(*) from escalations where designation ->> 'organization' = receiver_org
            group by chain_id having count(*) > 1 or bool_or(state in ('returned', 'objected', 'disputed'))
            """,
            "a designation that does not hold"
        );
        await NoneAsync(
            database,
            """
            select j.content::jsonb ->> 'letter' || ' ' || count(*) from journal j
            where j.content::jsonb ->> 'action' in ('letter.accepted', 'letter.accepted-by-silence', 'letter.declined', 'letter.returned')
            group by j.case_id, j.content::jsonb ->> 'letter' having count(*) > 1
            """,
            "answered twice"
        );
        await NoneAsync(
            database,
            """
            select origin_case_id::text from cases where origin_case_id is not null group by origin_case_id having count(*) > 1
            """,
            "two cases of one acceptance"
        );
        // A term on goods runs once, from its own day, wherever the goods are.
        await NoneAsync(
            database,
            """
            select coalesce(c.origin_case_id, c.id) || ' ' || count(*) from clocks k join cases c on c.county_code = k.county_code and c.id = k.case_id
            where k.rule = 'DL-PEN-07'
            group by coalesce(c.origin_case_id, c.id)
            having count(distinct (k.started_on, k.due_legal)) <> 1 or count(*) filter (where k.state <> 'ended') > 1
            """,
            "a term on goods restarted or doubled"
        );
        await NoneAsync(
            database,
            """
            select e.number from escalations e join cases r on r.county_code = e.receiver_county_code and r.id = e.receiver_case_id
            where e.kind = 'case-transfer' and r.state = 'open' and not exists (select from clocks k
                where k.county_code = r.county_code and k.case_id = r.id and k.rule = 'DL-PEN-07' and k.state <> 'ended')
            """,
            "a term on goods lost"
        );
        await NoneAsync(
            database,
            """
            select k.case_id || ' ' || k.rule from clocks k join escalations e on e.county_code = k.county_code and e.case_id = k.case_id
            where k.rule = 'DL-PEN-07' and k.state <> 'ended' and e.kind = 'case-transfer' and e.receiver_case_id is not null
            """,
            "a term on goods left behind"
        );
        await NoneAsync(
            database,
            """
            select case_id || ' ' || rule from clocks where state = 'ended' and (ended_how is null or ended_at is null)
            """,
            "ended without a reason"
        );
        await ChainsHoldAsync(database);
    }

    private static async Task ChainsHoldAsync(TestDatabase database)
    {
        await using var command = database.Owner.CreateCommand(
            """
            select j.case_id, j.seq, j.content, j.prev_hash, j.hash, i.journal_seq, i.journal_head
            from journal j join instances i on i.county_code = j.county_code and i.id = j.case_id order by j.case_id, j.seq
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        var (of, proof, length, head) = (Guid.Empty, new ChainProof(), 0, Journal.Genesis);
        while (await row.ReadAsync())
        {
            if (row.GetGuid(0) != of)
            {
                proof.Verdict(length, head).FirstBroken.ShouldBeNull($"journal of {of}");
                (of, proof, length, head) = (row.GetGuid(0), new ChainProof(), row.GetInt32(5), row.GetFieldValue<byte[]>(6));
            }
            proof.Add(
                new JournalEntry(row.GetInt32(1), default, row.GetString(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4))
            );
        }
        proof.Verdict(length, head).FirstBroken.ShouldBeNull($"journal of {of}");
        of.ShouldNotBe(Guid.Empty);
    }

    private static async Task NoneAsync(TestDatabase database, string sql, string what, params object[] values) =>
        (await database.ColumnAsync<string>(sql, values)).ShouldBeEmpty(what);
}
