using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>The receiver's papers to an act, made in the same step. Registered where documents are kept.</summary>
public interface ILetterPapers
{
    /// <summary>移送回执 (E9), on signature or acceptance.</summary>
    void Receipt(CaseWork sender, Escalation letter);

    /// <summary>退回补充通知书 (E10), with the list of what is missing.</summary>
    void ReturnNotice(CaseWork sender, Escalation letter);
}
