using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Cases;

/// <summary>
/// How a step finds its case from what the caller holds: the case itself, its register number, or a row that hangs below it. The county,
/// first word of the key, is known from the id or the number alone.
/// </summary>
public sealed class CaseOf
{
    private readonly Func<NpgsqlParameter>? parameter;

    private CaseOf(string county, string caseId, Func<NpgsqlParameter>? parameter) =>
        (County, CaseId, this.parameter) = (county, caseId, parameter);

    public string County { get; }

    /// <summary>A scalar over <c>$1</c> (county) and, where there are so many <see cref="Parameters"/>, <c>$2</c>; yields the id of the case.</summary>
    public string CaseId { get; }

    public NpgsqlParameter[] Parameters => parameter is null ? [P.Text(County)] : [P.Text(County), parameter()];

    /// <summary>Goes into the list of what is selected with the lock: the transaction keeps which case was locked.</summary>
    public const string Keep = "set_config('app.case', id::text, true)";

    /// <summary>
    /// The same case for the statements behind the lock, which do not look for it again: each search below a row would ask row-level security
    /// once more.
    /// </summary>
    public CaseOf Locked => new(County, "nullif(current_setting('app.case', true), '')::uuid", null);

    public static CaseOf Case(Guid id) => new(RowId.CountyOf(id), "$2", () => P.Uuid(id));

    /// <param name="number">Register number <c>430112-2026-00001</c>; begins with the county.</param>
    public static CaseOf Number(string number) =>
        new(RegisterNumber.CountyOf(number), "(select id from cases where county_code = $1 and number = $2)", () => P.Text(number));

    /// <param name="table">A table of rows below a case, with columns county_code, id and case_id; a constant of the calling slice.</param>
    public static CaseOf Row(string table, Guid id) =>
        new(RowId.CountyOf(id), $"(select case_id from {table} where county_code = $1 and id = $2)", () => P.Uuid(id));
}

/// <summary>Register number 登记号 of a case: county, year, serial; <c>430112-2026-00001</c>.</summary>
public static class RegisterNumber
{
    public static string Format(string county, int year, int serial) => $"{county}-{year:D4}-{serial:D5}";

    /// <summary>The county a number begins with; a text that is no number yields a county of no case.</summary>
    public static string CountyOf(string number) => number.Length > 6 && number[..6].All(char.IsAsciiDigit) ? number[..6] : "000000";
}
